import { ToSeal } from '#libs/commands';
import { derivedId, type Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import type { RequestDecided } from '../decisions';
import { requestStream, type RequestEvent } from '../events';
import { evolve, initial, type RequestState } from '../state';

/** The id that a role has in these tests. */
export function testId(role: string, index = 0): Uuid {
  return derivedId(Buffer.from('test'), role, String(index));
}

export const REQUEST = testId('request');
export const SUBJECT = testId('subject');

/** Decided events as they would be stored at a time, with envelopes that nobody can open. */
export function stored(decided: RequestDecided, time: string, index = 0): RequestEvent {
  const data = Object.fromEntries(
    Object.entries(decided.data).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof ToSeal ? closedEnvelope(value) : value,
    ]),
  );
  return {
    id: testId('event', index),
    type: decided.type,
    v: 1,
    stream: requestStream(REQUEST),
    time,
    command: testId('command', index),
    fingerprint: 'f',
    actor: { role: 'privacy-officer', id: testId('officer') },
    catalogue: '2018-05-25',
    data,
  } as unknown as RequestEvent;
}

function closedEnvelope({ purpose, period, values }: ToSeal): Sealed {
  const commitments = Object.fromEntries(Object.keys(values).map(name => [name, `c-${name}`]));
  return { key: testId('key'), box: 'box', purpose, period, commitments };
}

/** A request to which one decision after the other happens, each on its day. */
export class History {
  readonly events: RequestEvent[] = [];
  state: RequestState = initial;

  /** Decides on the state so far, at this time, and lets it happen. */
  at(
    time: string,
    decide: (state: RequestState, given: { now: Date; id: typeof testId }) => RequestDecided[],
  ): this {
    for (const decided of decide(this.state, { now: new Date(time), id: testId })) {
      const event = stored(decided, new Date(time).toISOString(), this.events.length);
      this.events.push(event);
      this.state = evolve(this.state, event);
    }
    return this;
  }
}
