import { decided, type Decided, type Fold } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { EpochEventData } from './events';

/** What is known of an epoch, each with its time. */
export interface EpochState {
  readonly activated?: string;
  readonly retired?: string;
  readonly stated?: { readonly at: string; readonly by: string };
  readonly destroyed?: string;
}

export interface EpochsState {
  readonly epochs: Readonly<Record<number, EpochState>>;
  /** Highest that was made active; 0 before any was. */
  readonly active: number;
}

const initial: EpochsState = { epochs: {}, active: 0 };

export const epochsFold: Fold<EpochsState, EpochEventData> = {
  initial,
  evolve: (state, event) => {
    const { epoch } = event.data;
    const set = (change: EpochState): EpochsState => ({
      ...state,
      epochs: { ...state.epochs, [epoch]: { ...state.epochs[epoch], ...change } },
    });
    switch (event.type) {
      case 'EpochActivated':
        return { ...set({ activated: event.time }), active: Math.max(state.active, epoch) };
      case 'EpochRetired':
        return set({ retired: event.time });
      case 'EpochDestructionStated':
        return set({ stated: { at: event.time, by: event.actor.id } });
      case 'EpochDestroyed':
        return set({ destroyed: event.time });
      default:
        return event satisfies never;
    }
  },
};

type EpochDecided = Decided<EpochEventData>;

function event<T extends keyof EpochEventData>(type: T, data: EpochEventData[T]): EpochDecided {
  return decided<EpochEventData, T>(type, data as never) as EpochDecided;
}

export function decideActivated(state: EpochsState, epoch: number): EpochDecided[] {
  return state.active >= epoch ? [] : [event('EpochActivated', { epoch })];
}

export function decideRetired(state: EpochsState, epoch: number): EpochDecided[] {
  return state.epochs[epoch]?.retired ? [] : [event('EpochRetired', { epoch })];
}

/**
 * Two officers state that an epoch is destroyed in every copy. Again by the same officer is the same.
 * @param by pseudonym of who states it; holders: processes that have the epoch in memory still
 * @throws DomainError `epoch-not-retired`, `epoch-still-held`
 */
export function decideAttest(
  state: EpochsState,
  epoch: number,
  by: string,
  holders: readonly string[],
): EpochDecided[] {
  const it = state.epochs[epoch];
  if (it?.destroyed || it?.stated?.by === by) return [];
  if (!it?.retired) throw new DomainError('epoch-not-retired');
  if (holders.length > 0) throw new DomainError('epoch-still-held', { processes: holders });
  if (!it.stated) return [event('EpochDestructionStated', { epoch })];
  return [event('EpochDestroyed', { epoch, statedBy: it.stated.by })];
}

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
