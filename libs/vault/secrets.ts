import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Uuid } from '#libs/kernel';
import { VaultRefused } from './types';

const KEY_BYTES = 32;

/**
 * What the database must not hold. Whoever loses it loses all personal data; whoever has it and a keyring reads them.
 * The id secret outlives every rotation of the master key: ids that were handed out follow from it.
 */
export interface Secrets {
  /** The log these secrets were made for, where it is known. */
  readonly log?: Uuid;
  /** Newest epoch wraps; an older one stays until what it wrapped is wrapped anew. */
  readonly masterKeys: readonly { readonly epoch: number; readonly key: Buffer }[];
  readonly idSecret: Buffer;
  readonly lookupKey: Buffer;
}

/** @param log where it is known: secrets that are made before their log fit any log that is founded with them */
export function newSecrets(log?: Uuid): Secrets {
  return {
    ...(log === undefined ? {} : { log }),
    masterKeys: [{ epoch: 1, key: randomBytes(KEY_BYTES) }],
    idSecret: randomBytes(KEY_BYTES),
    lookupKey: randomBytes(KEY_BYTES),
  };
}

/** A key for one use, by HKDF-SHA-256 (RFC 5869) without salt. `use` is storage format wherever its output is. */
export function derivedKey(secret: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), use, KEY_BYTES));
}

/** The keys that ids follow from ★: what they sign is in the log for ever. */
export interface IdKeys {
  readonly command: Buffer;
  readonly derived: Buffer;
  /** Of fingerprints of what holds nothing personal. */
  readonly clear: Buffer;
  /** Of fingerprints of version 1. */
  readonly fingerprintOfBefore?: Buffer;
}

export function idKeys(secrets: Secrets): IdKeys {
  const derived = derivedKey(secrets.idSecret, 'inzage:derived-id:1');
  return {
    command: derivedKey(secrets.idSecret, 'inzage:command-id:1'),
    derived,
    clear: derivedKey(derived, 'inzage:clear-fingerprint:2'),
    fingerprintOfBefore: derivedKey(secrets.idSecret, 'inzage:fingerprint:1'),
  };
}

/**
 * Check values by the name of the secret: what the keyring keeps, to know its own secrets again. They tell nothing
 * of the secrets themselves.
 */
export function checkValues(secrets: Secrets, log: Uuid): Map<string, Buffer> {
  const check = (name: string, secret: Buffer): [string, Buffer] => [
    name,
    createHmac('sha256', derivedKey(secret, 'inzage:check:1')).update(`${name}|${log}`).digest(),
  ];
  return new Map([
    ...secrets.masterKeys.map(({ epoch, key }) => check(masterName(epoch), key)),
    check('id secret', secrets.idSecret),
    check('look-up key', secrets.lookupKey),
  ]);
}

export function masterName(epoch: number): string {
  return `master key, epoch ${epoch}`;
}

/** Text of the secrets file: JSON, keys in base64url; described in docs/operations.md, "The secrets file". */
export function encodeSecrets(secrets: Secrets): string {
  const file = {
    format: 1,
    ...(secrets.log === undefined ? {} : { log: secrets.log }),
    masterKeys: secrets.masterKeys.map(({ epoch, key }) => ({ epoch, key: key.toString('base64url') })),
    idSecret: secrets.idSecret.toString('base64url'),
    lookupKey: secrets.lookupKey.toString('base64url'),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** @throws VaultRefused that names the member at fault, and never quotes it */
export function decodeSecrets(text: string, where: string): Secrets {
  const file = parse(text, where);
  const refuse = (member: string): never => {
    throw new VaultRefused(
      'secrets-malformed',
      `${where}: "${member}" is not as it was written; restore the file from its backup`,
    );
  };
  const key = (value: unknown, member: string): Buffer => {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'base64url') : Buffer.alloc(0);
    return bytes.length === KEY_BYTES && bytes.toString('base64url') === value ? bytes : refuse(member);
  };
  if (file.format !== 1) refuse('format');
  if (file.log !== undefined && typeof file.log !== 'string') refuse('log');
  const listed: unknown[] = Array.isArray(file.masterKeys) ? file.masterKeys : [];
  const masterKeys = listed.map(item => {
    const { epoch, key: text } = (item ?? {}) as Record<string, unknown>;
    return Number.isSafeInteger(epoch) && (epoch as number) > 0
      ? { epoch: epoch as number, key: key(text, 'masterKeys') }
      : refuse('masterKeys');
  });
  if (masterKeys.length === 0 || new Set(masterKeys.map(item => item.epoch)).size < masterKeys.length)
    refuse('masterKeys');
  return {
    ...(typeof file.log === 'string' ? { log: file.log } : {}),
    masterKeys,
    idSecret: key(file.idSecret, 'idSecret'),
    lookupKey: key(file.lookupKey, 'lookupKey'),
  };
}

function parse(text: string, where: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The parser's message quotes the text: it goes nowhere.
  }
  throw new VaultRefused(
    'secrets-malformed',
    `${where} is not a JSON object; restore the file from its backup`,
  );
}
