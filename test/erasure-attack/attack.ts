import { createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes, type Json } from '#libs/kernel';
import { BlindIndex, blindIndex } from '../../libs/vault/blind-index';
import { decrypt } from '../../libs/vault/envelope';
import { Ids, keyedFingerprint } from '../../libs/vault/ids';
import { derivedKey, type Secrets } from '../../libs/vault/secrets';
import type { Envelope, KeyScope, LookupKind } from '#libs/vault';

/** Somebody who was erased, and what an attacker would take for likely of them. */
export interface Target {
  readonly owner: string;
  /** Their values, as planted. */
  readonly values: readonly string[];
  readonly lookups: readonly { readonly kind: LookupKind; readonly value: string }[];
  readonly envelopes: readonly {
    readonly eventId: string;
    readonly envelope: Envelope;
    readonly scope: KeyScope;
  }[];
  /** Fingerprints that their events keep, each with the requests that may have been (a small range). */
  readonly fingerprints: readonly {
    readonly kept: string;
    readonly keys: readonly string[];
    readonly requests: readonly { readonly whole: Json; readonly clear: Json }[];
  }[];
}

/** What was found of all targets. */
export interface Found {
  /** Rows of keys, in whatever file, that opened. */
  readonly keys: number;
  /** Values that stood in what these keys seal. */
  readonly values: number;
  /** Likely values that a blind row stands for. */
  readonly blinds: number;
  /** Look-up rows whose own value opened. */
  readonly boxes: number;
  readonly fingerprints: number;
}

const WRAPPED = 61;
/** PostgreSQL's header of so short a value, and the format of the first byte. */
const KEY_ROW = Buffer.of(((WRAPPED + 1) << 1) | 1, 0x01);
const BOXES = [97, 161].map(length => [length, Buffer.of(((length + 1) << 1) | 1, 0x01, 0, 0, 0)] as const);

/** Tries all that the copies have with one secrets file. @param folders database files and write-ahead log; dumps: texts */
export function attack(
  targets: readonly Target[],
  secrets: Secrets,
  folders: readonly string[],
  dumps: readonly Buffer[],
): Found {
  const candidates = { keys: new Map<string, Buffer>(), boxes: new Map<string, Buffer>() };
  const likely = blindsOf(targets, secrets);
  const blinds = new Set<string>();
  for (const bytes of buffers(folders, dumps)) {
    collect(bytes, KEY_ROW, WRAPPED, candidates.keys);
    for (const [length, row] of BOXES) collect(bytes, row, length, candidates.boxes);
    for (const [name, blind] of likely) if (bytes.includes(blind)) blinds.add(name);
  }
  const keys = openedKeys(targets, secrets, [...candidates.keys.values()]);
  return {
    keys: keys.size,
    values: valuesIn(targets, keys),
    blinds: blinds.size,
    boxes: openedBoxes(targets, secrets, [...candidates.boxes.values()]),
    fingerprints: foundFingerprints(targets, secrets, keys),
  };
}

function* buffers(folders: readonly string[], dumps: readonly Buffer[]): Generator<Buffer> {
  yield* dumps;
  for (const folder of folders)
    for (const name of readdirSync(folder, { recursive: true }) as string[]) {
      const path = join(folder, name);
      if (statSync(path).isFile()) yield readFileSync(path);
    }
}

function collect(bytes: Buffer, row: Buffer, length: number, into: Map<string, Buffer>): void {
  for (let at = bytes.indexOf(row); at >= 0; at = bytes.indexOf(row, at + 1)) {
    const value = bytes.subarray(at + 1, at + 1 + length);
    if (value.length === length) into.set(value.toString('base64'), Buffer.from(value));
  }
}

/** By key id. Any wrapped bytes may be any key's: PostgreSQL leaves parts of rows without the rest. */
function openedKeys(
  targets: readonly Target[],
  { masterKeys }: Secrets,
  rows: readonly Buffer[],
): Map<string, KeyObject> {
  const opened = new Map<string, KeyObject>();
  const scopes = new Map(
    targets.flatMap(({ envelopes }) => envelopes).map(({ envelope, scope }) => [envelope.key, scope]),
  );
  for (const [id, { owner, purpose, period }] of scopes)
    for (const { epoch, key } of masterKeys)
      for (const row of rows) {
        if (opened.has(id)) break;
        const decipher = createDecipheriv('aes-256-gcm', key, row.subarray(1, 13), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(`inzage:key:1|${id}|${owner}|${purpose}|${period}|${epoch}`));
        decipher.setAuthTag(row.subarray(-16));
        const raw = decipher.update(row.subarray(13, -16));
        try {
          decipher.final();
          opened.set(id, createSecretKey(raw));
        } catch {
          // Another key's.
        }
      }
  return opened;
}

function valuesIn(targets: readonly Target[], keys: ReadonlyMap<string, KeyObject>): number {
  let found = 0;
  for (const { envelopes, values } of targets)
    for (const { eventId, envelope } of envelopes) {
      const key = keys.get(envelope.key);
      if (!key) continue;
      const text = JSON.stringify(decrypt(key, envelope.key, eventId, envelope.box));
      found += values.filter(value => text.includes(value)).length;
    }
  return found;
}

function blindsOf(targets: readonly Target[], { masterKeys, lookupKey }: Secrets): [string, Buffer][] {
  const keys = [
    ...(lookupKey ? [lookupKey] : []),
    ...masterKeys.map(({ key }) => derivedKey(key, 'inzage:blind-index:1')),
  ];
  return targets.flatMap(({ lookups }) =>
    lookups.flatMap(({ kind, value }) =>
      keys.map(key => [`${kind}|${value}`, blindIndex(key, kind, value)] as [string, Buffer]),
    ),
  );
}

function openedBoxes(targets: readonly Target[], secrets: Secrets, rows: readonly Buffer[]): number {
  const index = new BlindIndex(secrets, 0, 0);
  const opened = new Set<string>();
  for (const { owner, lookups } of targets)
    for (const kind of new Set(lookups.map(each => each.kind)))
      for (const row of rows)
        try {
          opened.add(`${owner} ${index.openValue(kind, owner, row)}`);
        } catch {
          // Another's, or of an epoch that is not there.
        }
  return opened.size;
}

function foundFingerprints(
  targets: readonly Target[],
  secrets: Secrets,
  keys: ReadonlyMap<string, KeyObject>,
): number {
  const ids = new Ids(secrets);
  const known = (wanted: readonly string[]): KeyObject[] => wanted.flatMap(id => keys.get(id) ?? []);
  let found = 0;
  for (const { fingerprints } of targets)
    for (const { kept, keys: wanted, requests } of fingerprints) {
      const held = known(wanted);
      const matches = requests.some(({ whole, clear }) => {
        const made = [
          ids.fingerprintOfBefore(whole),
          `c-${ids.clearFingerprint(whole)}`,
          `c-${ids.clearFingerprint(clear)}`,
          // Under no key at all, and under each secret by itself.
          createHmac('sha256', Buffer.alloc(0)).update(canonicalBytes(whole)).digest('base64url'),
          ...(held.length === wanted.length && held.length > 0 ? [`k-${keyedFingerprint(held, whole)}`] : []),
        ];
        return made.includes(kept);
      });
      if (matches) found += 1;
    }
  return found;
}
