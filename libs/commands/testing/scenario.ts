import type { Catalogue } from '#libs/catalogue';
import {
  derivedId,
  DomainError,
  type ProblemCode,
  type Refusal,
  type SafeDetails,
  type Uuid,
} from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import { newestEditions } from '#libs/words';
import { ToSeal, type Decided, type DecisionContext, type StreamOf } from '..';

/** Decisions tested as they are stated: `given(…what has happened).when(…a decision).thenYields(…events)`. */

/** Monday 2 March 2026, ten in the morning in Brussels. */
export const NOW = '2026-03-02T09:00:00Z';

/** The id that a role has in these tests. */
export function testId(role: string, index = 0): Uuid {
  return derivedId(Buffer.from('test'), role, String(index));
}

type Decide<S, M> = (state: S, context: DecisionContext) => readonly Decided<M>[];
type EventOf<S, M> = Parameters<StreamOf<S, M>['fold']['evolve']>[1];

/** What a decision came to: `thenYields(…events)`, or `thenNothing()`, or `thenRefused(code)`. */
export class Decision<D> {
  constructor(
    /** What it yields. @throws DomainError where it refuses */
    readonly events: () => readonly D[],
  ) {}

  thenYields(...expected: readonly D[]): void {
    expect(this.events()).toEqual(expected);
  }

  thenNothing(): void {
    expect(this.events()).toEqual([]);
  }

  /** The code that it refuses with; undefined where it does not. */
  refusal(): ProblemCode | undefined {
    return this.refused()?.code;
  }

  /** Refused by this code; with `refusal`: on record, exactly so. Without: not on record. */
  thenRefused(code: ProblemCode, details?: SafeDetails, refusal?: Refusal): void {
    const refused = this.refused();
    expect(refused?.code).toBe(code);
    if (details) expect(refused?.details).toEqual(details);
    expect(refused?.refusal).toEqual(refusal);
  }

  private refused(): DomainError | undefined {
    try {
      this.events();
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}

/** A stream to which things have happened. Never mutated. */
export class Scenario<S, M> {
  constructor(
    private readonly stream: StreamOf<S, M>,
    private readonly catalogue: Catalogue,
    /** When things happen, unless another time is said: RFC 3339. */
    private readonly now: string,
    /** As they would be stored, with envelopes that nobody can open. */
    readonly events: readonly EventOf<S, M>[] = [],
    readonly state: S = stream.fold.initial,
  ) {}

  /** What a decision on the state so far comes to. */
  when(decide: Decide<S, M>, at: string = this.now): Decision<Decided<M>> {
    return new Decision(() => decide(this.state, this.context(at)));
  }

  /** The same after a decision on the state so far, whose events happen. `by`: pseudonym of their actor. */
  and(decide: Decide<S, M>, at: string = this.now, by?: string): Scenario<S, M> {
    return this.after(decide(this.state, this.context(at)), at, by);
  }

  /** The same after these events. */
  after(decided: readonly Decided<M>[], at: string = this.now, by = testId('officer')): Scenario<S, M> {
    const { stream, catalogue, now } = this;
    return decided.reduce(
      (so, one) => {
        const event = stored(one, stream.name, so.events.length, { at, by }) as EventOf<S, M>;
        const state = stream.fold.evolve(so.state, event, so.events.length);
        return new Scenario(stream, catalogue, now, [...so.events, event], state);
      },
      this as Scenario<S, M>,
    );
  }

  private context(at: string): DecisionContext {
    return { now: new Date(at), id: testId, catalogue: this.catalogue, words: newestEditions };
  }
}

/** `given` of a feature: begins a scenario of its stream with what has happened. */
export function givenIn<S, M>(stream: StreamOf<S, M>, catalogue: Catalogue, now: string = NOW) {
  return (...events: readonly Decided<M>[]): Scenario<S, M> =>
    new Scenario(stream, catalogue, now).after(events);
}

function stored(
  { type, data }: { readonly type: string; readonly data: unknown },
  stream: string,
  index: number,
  { at, by }: { readonly at: string; readonly by: string },
): unknown {
  return {
    id: testId('event', index),
    type,
    v: 1,
    stream,
    time: new Date(at).toISOString(),
    command: testId('command', index),
    actor: { role: 'privacy-officer', id: by },
    catalogue: '2018-05-25',
    data: envelopes(data),
  };
}

function envelopes(data: unknown): unknown {
  if (data instanceof ToSeal) return closedEnvelope(data);
  if (Array.isArray(data)) return data.map(envelopes);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, envelopes(value)]));
}

function closedEnvelope({ purpose, period, values }: ToSeal): Sealed {
  const commitments = Object.fromEntries(Object.keys(values).map(name => [name, `c-${name}`]));
  return { key: testId('key'), box: 'box', purpose, period, commitments };
}
