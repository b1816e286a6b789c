import type { Permission } from '../../shared/platform/base-contract.ts';

/** Who asks: the one workspace that the request may see, and what it may do there. */
export interface Caller {
  workspace: number;
  /** null for keys and for the command line on the same machine */
  user: { id: number; email: string } | null;
  permissions: ReadonlySet<Permission>;
  /** The browser sends the proof by itself (cookie, open demo), so a call that changes state must come from our own pages. */
  isAmbient: boolean;
}

/** What is known of one HTTP request beside its input. */
export interface RequestContext {
  caller: Caller | null;
  method: string;
  headers: Headers;
  /** address of the visitor's computer; null when asked inside the process */
  remoteAddress: string | null;
  /** the server as the caller sees it, without a slash at the end: `https://journeys.example.com` */
  baseUrl: string;
  /** added to the answer */
  responseHeaders: Headers;
}
