import type { StreamOf } from '#libs/commands';
import type { Reminder } from '#libs/deadlines';
import type { Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import {
  matterOwner,
  matterStream,
  type MatterEnded,
  type MatterEvent,
  type MatterEventData,
  type MatterOpened,
} from './events';

/** Something sealed under the matter's key, with the event that holds it. */
export interface Part {
  readonly event: Uuid;
  readonly time: string;
  readonly sealed: Sealed;
}

/** The fold of `matter-<id>`. Never mutated. */
export interface MatterState {
  readonly id: Uuid;
  readonly status: 'none' | 'open' | 'ended';
  readonly opened?: Omit<MatterOpened, 'sealed'>;
  /** The message first, then the work notes. Empty once the matter has ended: nothing opens it any more. */
  readonly parts: readonly Part[];
  /** What officers were reminded of. */
  readonly reminded: readonly Reminder[];
  readonly ended?: MatterEnded & { readonly at: string };
}

export const initial: MatterState = { id: '', status: 'none', parts: [], reminded: [] };

/** The state after one more event. Pure and total. */
export function evolve(state: MatterState, event: MatterEvent): MatterState {
  const part = (sealed: Sealed): Part => ({ event: event.id, time: event.time, sealed });
  switch (event.type) {
    case 'MatterOpened': {
      const { sealed, ...opened } = event.data;
      return { ...state, status: 'open', opened, parts: [part(sealed)] };
    }
    case 'MatterNoted':
      return { ...state, parts: [...state.parts, part(event.data.sealed)] };
    case 'MatterReminded':
      return { ...state, reminded: [...state.reminded, event.data.about] };
    case 'MatterEnded':
      return { ...state, status: 'ended', parts: [], ended: { ...event.data, at: event.time } };
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

/** The stream of a matter, as commands load and append it. */
export function matterStreamOf(matter: Uuid): StreamOf<MatterState, MatterEventData> {
  return {
    name: matterStream(matter),
    owner: matterOwner(matter),
    fold: { initial: { ...initial, id: matter }, evolve },
  };
}
