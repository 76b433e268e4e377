import { hash, randomBytes } from 'node:crypto';

/** 256 random bits in base64url: whoever shows them is who was given them. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: it cannot be shown by who reads the database. */
export function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
