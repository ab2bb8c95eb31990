import { decodeRecord, type StoredEvent } from '#libs/event-store';
import { isUuid, type Uuid } from '#libs/kernel';
import type { Vault } from '#libs/vault';
import type { RequestContent } from './types';

/**
 * Fingerprints of requests, as events keep them ★. They tell a retry from a key that is used again (422), and die with the
 * values that they were made of: whoever holds the log and every secret must not find an erased value by trying.
 * - `k-` and 43 characters: of the whole request, keyed by all the keys that seal values of the command's events together.
 *   When one of them is fenced, a retry is answered without comparison.
 * - `c-` and 43 characters: of a command that seals nothing, of the part that can hold nothing personal.
 * - 43 characters: version 1, of the whole request under a key of the id secret (ADR 0021).
 */
type Macs = Pick<Vault, 'fingerprint' | 'clearFingerprint' | 'fingerprintOfBefore'>;

const [KEYED, CLEAR] = ['k-', 'c-'];

/** What the events of a command keep of its request. @param data of all its events, sealed */
export async function fingerprintOf(
  vault: Macs,
  data: readonly unknown[],
  request: RequestContent | undefined,
): Promise<string | undefined> {
  if (!request) return undefined;
  const keys = sealingKeys(data);
  if (keys.length === 0) return CLEAR + vault.clearFingerprint(request.clear);
  const made = await vault.fingerprint(keys, request.whole);
  return made && KEYED + made;
}

/** Whether a request is the one that these events of its command came from, as far as anybody can still tell. */
export async function isSameRequest(
  vault: Macs,
  stored: readonly StoredEvent[],
  request: RequestContent | undefined,
): Promise<boolean> {
  if (!request) return true;
  const records = stored.map(({ bytes }) => decodeRecord(bytes));
  const kept = records[0]?.fingerprint;
  if (kept === undefined) return true;
  const made = /^[kc]-/.test(kept)
    ? await fingerprintOf(
        vault,
        records.map(({ data }) => data),
        request,
      )
    : request.before && vault.fingerprintOfBefore(request.before);
  return made === undefined || made === kept;
}

/** Ids of the keys of all envelopes in events' data, each once, in order. */
function sealingKeys(data: readonly unknown[]): Uuid[] {
  const found = new Set<Uuid>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { key, box } = value as { key?: unknown; box?: unknown };
    if (typeof box === 'string' && typeof key === 'string' && isUuid(key)) found.add(key);
    else Object.values(value).forEach(collect);
  };
  data.forEach(collect);
  return [...found].sort();
}
