import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Uuid } from '#libs/kernel';
import { VaultRefused } from './types';

const KEY_BYTES = 32;

export interface MasterKey {
  readonly epoch: number;
  readonly key: Buffer;
}

/**
 * What the database must not hold. Whoever loses it loses all personal data; whoever has it and a keyring reads them.
 * What ids follow from outlives every rotation of the master key: they were handed out.
 */
export interface Secrets {
  /** The log these secrets were made for, where it is known. */
  readonly log?: Uuid;
  /** The keyring says which epoch wraps; an older one stays until what it wrapped is wrapped anew. */
  readonly masterKeys: readonly MasterKey[];
  /** Format 1: what ids and fingerprints of version 1 follow from. */
  readonly idSecret?: Buffer;
  /** Format 2: what ids follow from. Fingerprints of version 1 cannot be made of it. */
  readonly idKeys?: { readonly command: Buffer; readonly derived: Buffer };
  /** Key of the blind index of before its epochs; goes with the first epoch that is retired. */
  readonly lookupKey?: Buffer;
}

/** @param log where it is known: secrets that are made before their log fit any log that is founded with them */
export function newSecrets(log?: Uuid): Secrets {
  return {
    ...(log === undefined ? {} : { log }),
    masterKeys: [newMasterKey(1)],
    idKeys: { command: randomBytes(KEY_BYTES), derived: randomBytes(KEY_BYTES) },
  };
}

export function newMasterKey(epoch: number): MasterKey {
  return { epoch, key: randomBytes(KEY_BYTES) };
}

/** The same secrets in format 2: from then on nobody makes a fingerprint of version 1. */
export function withoutIdSecret(secrets: Secrets): Secrets {
  const { command, derived } = idKeys(secrets);
  const { idSecret: _, ...others } = secrets;
  return { ...others, idKeys: { command, derived } };
}

/** The same secrets without epochs before one, and without the look-up key of before all epochs. */
export function withoutEpochsBefore(epoch: number, { lookupKey: _, ...secrets }: Secrets): Secrets {
  return { ...secrets, masterKeys: secrets.masterKeys.filter(each => each.epoch >= epoch) };
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

export function idKeys({ idSecret, idKeys: kept }: Secrets): IdKeys {
  const made = idSecret && {
    command: derivedKey(idSecret, 'inzage:command-id:1'),
    derived: derivedKey(idSecret, 'inzage:derived-id:1'),
    fingerprintOfBefore: derivedKey(idSecret, 'inzage:fingerprint:1'),
  };
  const keys = made ?? kept;
  if (!keys) throw new RangeError('secrets without what ids follow from');
  return { ...keys, clear: derivedKey(keys.derived, 'inzage:clear-fingerprint:2') };
}

/**
 * Check values by the name of the secret: what the keyring keeps, to know its own secrets again. They tell nothing
 * of the secrets themselves.
 */
export function checkValues(secrets: Secrets, log: Uuid): Map<string, Buffer> {
  const { command, derived } = idKeys(secrets);
  const check = (name: string, secret: Buffer): [string, Buffer] => [
    name,
    createHmac('sha256', derivedKey(secret, 'inzage:check:1')).update(`${name}|${log}`).digest(),
  ];
  return new Map([
    ...secrets.masterKeys.map(({ epoch, key }) => check(masterName(epoch), key)),
    ...(secrets.idSecret ? [check(ID_SECRET, secrets.idSecret)] : []),
    check(COMMAND_ID_KEY, command),
    check(DERIVED_ID_KEY, derived),
    ...(secrets.lookupKey ? [check(LOOKUP_KEY, secrets.lookupKey)] : []),
  ]);
}

export const ID_SECRET = 'id secret';
const [COMMAND_ID_KEY, DERIVED_ID_KEY] = ['command-id key', 'derived-id key'];
/** Names of the keys that ids follow from. */
export const ID_KEYS: ReadonlySet<string> = new Set([COMMAND_ID_KEY, DERIVED_ID_KEY]);
export const LOOKUP_KEY = 'look-up key';

export function masterName(epoch: number): string {
  return `master key, epoch ${epoch}`;
}

/** Text of the secrets file: JSON, keys in base64url; described in docs/operations.md, "The secrets file". */
export function encodeSecrets(secrets: Secrets): string {
  const { log, masterKeys, idSecret, lookupKey } = secrets;
  const { command, derived } = idKeys(secrets);
  const file = {
    format: idSecret ? 1 : 2,
    ...(log === undefined ? {} : { log }),
    masterKeys: masterKeys.map(({ epoch, key }) => ({ epoch, key: key.toString('base64url') })),
    ...(idSecret
      ? { idSecret: idSecret.toString('base64url') }
      : { commandIdKey: command.toString('base64url'), derivedIdKey: derived.toString('base64url') }),
    ...(lookupKey && { lookupKey: lookupKey.toString('base64url') }),
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
  if (file.format !== 1 && file.format !== 2) refuse('format');
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
    ...(file.format === 1
      ? { idSecret: key(file.idSecret, 'idSecret') }
      : {
          idKeys: {
            command: key(file.commandIdKey, 'commandIdKey'),
            derived: key(file.derivedIdKey, 'derivedIdKey'),
          },
        }),
    ...(file.lookupKey !== undefined && { lookupKey: key(file.lookupKey, 'lookupKey') }),
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
