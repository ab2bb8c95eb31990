import type { CommandRunner, StreamOf } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import type { Day } from '#libs/kernel';
import { GROUNDS, groundOf, type Ground } from './bodies';
import { GROUNDS_STREAM, type GroundConfirmed, type GroundEventData } from './events';

/** What an officer confirmed of a ground: the last time, in its words of then. */
export interface Confirmation extends GroundConfirmed {
  /** Pseudonym. */
  readonly by: string;
  readonly at: string;
}

/** What was confirmed, by code. Never mutated. */
export type GroundsState = Readonly<Record<string, Confirmation>>;

export const initial: GroundsState = {};

/** The state after one more event. Pure and total. */
export function evolve(
  state: GroundsState,
  { data, actor, time }: EventRecord<'GroundConfirmed', GroundConfirmed>,
): GroundsState {
  return { ...state, [data.ground]: { ...data, by: actor.id, at: time } };
}

/** The stream of what officers confirmed, as commands load and append it. */
export const CONFIRMED_GROUNDS: StreamOf<GroundsState, GroundEventData> = {
  name: GROUNDS_STREAM,
  owner: 'grounds',
  fold: { initial, evolve },
};

/** What an officer confirmed of a ground, while the list has it in the same words: a law that changed is read anew. */
export function confirmationOf(state: GroundsState, code: string): Confirmation | undefined {
  const [ground, confirmed] = [groundOf(code), Object.hasOwn(state, code) ? state[code] : undefined];
  const same = ground && confirmed?.law === ground.law && confirmed.fields.join() === ground.fields.join();
  return same ? confirmed : undefined;
}

/** Whether somebody read a source for a ground: whoever made the list, or an officer since. */
export function isConfirmed(state: GroundsState, code: string): boolean {
  return groundOf(code)?.confirmed === true || confirmationOf(state, code) !== undefined;
}

/** Whether the ground of an order is confirmed by now. */
export async function isConfirmedNow(
  runner: Pick<CommandRunner, 'load'>,
  { registered }: { readonly registered?: { readonly ground: string } },
): Promise<boolean> {
  return (
    registered !== undefined && isConfirmed((await runner.load(CONFIRMED_GROUNDS)).state, registered.ground)
  );
}

/** A ground as officers read it, with what was confirmed of it. */
export function groundWith(
  state: GroundsState,
  code: keyof typeof GROUNDS,
): Ground & { readonly ground: string; readonly confirmedBy?: string; readonly readOn?: Day } {
  const ground: Ground = GROUNDS[code];
  const confirmed = confirmationOf(state, code);
  return {
    ground: code,
    ...ground,
    ...(confirmed && { confirmed: true, confirmedBy: confirmed.by, readOn: confirmed.readOn }),
  };
}
