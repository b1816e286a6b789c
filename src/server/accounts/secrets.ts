import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 URL-safe characters. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored instead of a token. Tokens have 256 random bits, so one fast hash is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
