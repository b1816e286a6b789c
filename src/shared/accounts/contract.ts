import { z } from 'zod';
import { call, instant } from '../platform/base-contract.ts';

export const workspaceView = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  isDemo: z.boolean(),
});

export const accountsContract = {
  signIn: call
    .meta({ permission: 'public' })
    .route({ method: 'POST', path: '/session', summary: 'Sign in' })
    .input(z.object({ email: z.string().max(300), password: z.string().max(1000) }))
    .output(z.object({ ok: z.literal(true) })),
  signOut: call
    .meta({ permission: 'public' })
    .route({ method: 'DELETE', path: '/session', summary: 'Sign out' })
    .output(z.object({ ok: z.literal(true) })),
  me: call
    .meta({ permission: 'workspace:read' })
    .route({ method: 'GET', path: '/me', summary: 'Who is signed in, and to which workspace' })
    .output(z.object({ email: z.string(), workspace: workspaceView, version: z.string() })),
  keys: call
    .meta({ permission: 'workspace:write' })
    .route({
      method: 'GET',
      path: '/keys',
      summary: 'Write keys for collection and secret API keys (last four only)',
    })
    .output(
      z.object({
        writeKeys: z.array(z.object({ name: z.string(), key: z.string(), createdAt: instant })),
        apiKeys: z.array(z.object({ name: z.string(), lastFour: z.string(), createdAt: instant })),
        /** where a tracker or server sends to, as seen by the caller */
        collectUrl: z.string(),
      }),
    ),
};
