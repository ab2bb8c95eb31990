import type { EpochsState } from './state';

/** One thing that an erasure waits for before no copy undoes it. */
export interface Wanted {
  readonly what: 'next-epoch' | 'retirement' | 'first-statement' | 'second-statement' | 'fingerprints';
  readonly epoch?: number;
  /** Who has to do it. */
  readonly by: 'operator' | 'privacy-officer';
  /** Since when it can be done. */
  readonly since?: string;
}

/**
 * What is still wanting before what was wrapped under epochs up to one is irrecoverable: that each of them is destroyed in
 * every copy. So must be those whose secrets file could make fingerprints of version 1, from which values are found.
 * @param active epoch of the master key; fingerprints: see RotationStatus
 */
export function wanting(
  state: EpochsState,
  { highest, active, fingerprints }: { highest: number; active: number; fingerprints: number | null },
): Wanted[] {
  const last = Math.max(highest, fingerprints ?? 0);
  const epochs = Array.from({ length: last }, (_, index) => index + 1);
  const wanted = epochs.flatMap((epoch): Wanted[] => {
    const it = state.epochs[epoch] ?? {};
    if (it.destroyed) return [];
    if (it.stated) return [{ what: 'second-statement', epoch, by: 'privacy-officer', since: it.stated.at }];
    if (it.retired) return [{ what: 'first-statement', epoch, by: 'privacy-officer', since: it.retired }];
    if (epoch >= active) return [{ what: 'next-epoch', epoch, by: 'operator' }];
    const since = state.epochs[active]?.activated;
    return [{ what: 'retirement', epoch, by: 'operator', ...(since && { since }) }];
  });
  return fingerprints === null ? [{ what: 'fingerprints', by: 'operator' }, ...wanted] : wanted;
}
