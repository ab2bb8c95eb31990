import type { StreamOf } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import { EPOCH_STREAM, type EpochEventData, type EpochEventType } from './events';

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

export const initial: EpochsState = { epochs: {}, active: 0 };

type EpochEvent = { [T in EpochEventType]: EventRecord<T, EpochEventData[T]> }[EpochEventType];

/** The state after one more event. Pure and total. */
export function evolve(state: EpochsState, event: EpochEvent): EpochsState {
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
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

/** The stream of all epochs, as commands load and append it. */
export const EPOCHS: StreamOf<EpochsState, EpochEventData> = {
  name: EPOCH_STREAM,
  owner: EPOCH_STREAM,
  fold: { initial, evolve },
};
