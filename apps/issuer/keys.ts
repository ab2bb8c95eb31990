import { existsSync, readFileSync } from 'node:fs';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeDurably } from '#tools/embedded-postgres';

/** What the issuer keeps, so that its tokens and its name outlive a restart. */
export interface IssuerState {
  /** Port of its first start: part of `iss`, by which customers are known. */
  readonly port: number;
  /** Private signing keys as JWKs. */
  readonly keys: readonly Record<string, unknown>[];
  readonly cookieSecret: string;
}

export function loadState(file: string): IssuerState | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as IssuerState) : undefined;
}

export function saveState(file: string, state: IssuerState): void {
  writeDurably(file, JSON.stringify(state, null, 2));
}

export function newState(port: number): IssuerState {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return {
    port,
    keys: [{ ...key, alg: 'RS256', use: 'sig', kid: randomBytes(8).toString('hex') }],
    cookieSecret: randomBytes(32).toString('base64url'),
  };
}
