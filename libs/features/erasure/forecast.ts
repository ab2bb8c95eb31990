import type { Field, Purpose } from '#libs/catalogue';
import { addDays, midnight, type Day, type DomainError, type Uuid } from '#libs/kernel';
import {
  allHeldIn,
  evolve,
  lastEnd,
  scopeName,
  subjectOwner,
  subjectStream,
  subjectStreamOf,
  type AllHeld,
  type ErasureBegun,
  type SubjectEvent,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyOfOwner, KeyRef } from '#libs/vault';
import { decideBegin } from './commands/begin-erasure';
import { decideErased } from './commands/resume-erasure';
import { decideExpire } from './commands/expire-subject';
import { decideRetire } from './commands/review-retention';
import { isWaiting, type ErasureContext, type ErasureYields, type Rules } from './guards';
import { lastDay, nextKeptEnd } from './kept';
import { ALL_DUE, isUnused, reviewRetention, type Due } from './retention';

/** By which rule something is kept no longer. */
export interface RetentionRule {
  /** Versioned id of the purpose whose rule it is; absent: it is the catalogue's, or that of P05. */
  readonly purpose?: string;
  readonly after: Purpose['retention']['after'] | 'unlinked' | 'correction';
  /** ISO 8601. */
  readonly duration: string;
  readonly decidedBy: Purpose['retention']['decidedBy'];
}

/** Something that is erased on a day, or would be if it did not have to wait. */
export interface Falling {
  readonly day: Day;
  readonly scope: Due['scope']['of'];
  /** Name of a purpose, and what of it goes where it is not all. */
  readonly purpose: string;
  readonly period?: string;
  readonly field?: Field;
  readonly rule: RetentionRule;
  /** Code of what it waits for. */
  readonly waits?: string;
}

export interface ForecastContext {
  /** The rules of a day: later versions of the catalogue are known before they begin. */
  readonly rulesOn: (day: Day) => Rules;
  /** For how long earlier values are kept, by the catalogue in force on a day. */
  readonly correctedOn?: (day: Day) => string | undefined;
  readonly keys: readonly KeyOfOwner[];
  /** The first day that is looked at, and the last. */
  readonly from: Day;
  readonly until: Day;
  /** Who is linked to nothing expires on this day, unless that changes (P05). */
  readonly expires?: { readonly on: Day; readonly after: string };
}

/**
 * What the retention of a subject comes to by a day if nothing else happens to it than what has: the very decisions that the worker takes, each
 * day on what the day before has left. Pure.
 */
export function forecastRetention(
  subject: Uuid,
  events: readonly SubjectEvent[],
  context: ForecastContext,
): Falling[] {
  const future = new Future(subject, events, context);
  const rows: Falling[] = [];
  for (let day: Day | undefined = context.from; day !== undefined && day <= context.until;) {
    const { falling, next } = future.live(day);
    rows.push(...falling);
    day = next;
  }
  return rows;
}

type Lived = { readonly falling: readonly Falling[]; readonly next: Day | undefined };
type Decide = (state: SubjectState, due: Due, context: ErasureContext) => ErasureYields;

/** A subject as days go by. */
class Future {
  private keys: readonly KeyOfOwner[];
  private readonly owner: string;
  private ids = 0;
  /** What waits, once each. */
  private readonly waiting = new Set<string>();
  private state: SubjectState;
  private readonly events: SubjectEvent[];
  /** What they come to, until something else happens. */
  private held: AllHeld | undefined;

  constructor(
    subject: Uuid,
    events: readonly SubjectEvent[],
    private readonly context: ForecastContext,
  ) {
    const { initial: before, evolve: fold } = subjectStreamOf(subject).fold;
    this.state = events.reduce((state, event, revision) => fold(state, event, revision), before);
    this.events = [...events];
    this.keys = context.keys;
    this.owner = subjectOwner(subject);
    for (const [erasure, { fenced, ...begun }] of Object.entries(this.state.erasures))
      if (!fenced) this.end(erasure, begun, context.from);
  }

  /** The decisions of a day, and the next one on which there is something to decide. */
  live(day: Day): Lived {
    return this.state.erasure === 'none' ? this.reviewed(day) : this.keptEnded(day);
  }

  private reviewed(day: Day): Lived {
    const { expires } = this.context;
    const { due, waiting, again } = reviewRetention(this.state, { ...this.given(day), today: day });
    const expired = expires !== undefined && expires.on <= day && isUnused(this.state);
    const unlinked: RetentionRule | undefined = expires && {
      after: 'unlinked',
      duration: expires.after,
      decidedBy: 'controller',
    };
    const steps = [
      ...due.map(each => this.erase(day, each, decideRetire)),
      ...waiting.map(each => this.wait(day, each, 'telling-open')),
      ...(expired ? [this.erase(day, ALL_DUE, decideExpire, unlinked)] : []),
    ];
    const next = [
      again,
      ...steps.map(step => step.next),
      this.state.erasure === 'none' && expires && expires.on > day ? expires.on : undefined,
      this.state.erasure === 'none' ? undefined : this.nextKept(day),
    ];
    return { falling: steps.flatMap(({ falling }) => falling), next: soonest(next) };
  }

  private keptEnded(day: Day): Lived {
    const { falling } = this.erase(day, ALL_DUE, decideBegin);
    return { falling, next: this.nextKept(day) };
  }

  private nextKept(day: Day): Day | undefined {
    const living = this.keys.filter(({ fenced }) => !fenced);
    const last = nextKeptEnd(this.state, living, day);
    return last && addDays(last, 1);
  }

  private erase(day: Day, due: Due, decide: Decide, rule?: RetentionRule): Lived {
    try {
      const decided = decide(this.state, due, this.given(day));
      const begun = decided.find(each => each.type === 'ErasureBegun');
      if (!begun) return { falling: [], next: undefined };
      const falling = this.rows(day, begun.data, rule);
      for (const each of decided) this.happen(each, day);
      this.end(begun.data.erasure, begun.data, day);
      // What waited for something that has gone with it is due then.
      return { falling, next: addDays(day, 1) };
    } catch (error) {
      if (!isWaiting(error)) throw error;
      const { code, details } = error as DomainError;
      return this.wait(day, due, code, details.until as Day | undefined, rule);
    }
  }

  /**
   * What waits is looked at every day: nothing of it changes before a day on which its reason does.
   * @param until the last day of the reason, where it has one
   */
  private wait(day: Day, due: Due, why: string, until?: Day, rule?: RetentionRule): Lived {
    const contractEnd = lastEnd(Object.values(this.state.services));
    const next = soonest([
      contractEnd !== undefined && contractEnd > day ? contractEnd : undefined,
      until === undefined ? undefined : addDays(until, 1),
    ]);
    const unhindered = { ...this.state, restrictions: {}, transfers: {} };
    const falling = this.fallingOf(day, due, unhindered, rule)
      .map(each => ({ ...each, waits: why }))
      .filter(({ scope, purpose, period, field }) => {
        const earlier = scope === 'superseded' && scope;
        const name = [purpose, period, field, earlier, why].join(' ');
        return !this.waiting.has(name) && this.waiting.add(name);
      });
    return { falling, next };
  }

  /** What would go of it; what a law keeps, which no decision lets go, as it is named. */
  private fallingOf(day: Day, due: Due, state: SubjectState, rule?: RetentionRule): readonly Falling[] {
    const { scope } = due;
    try {
      const begun = decideBegin(state, due, this.given(day)).find(({ type }) => type === 'ErasureBegun');
      return begun ? this.rows(day, begun.data as ErasureBegun, rule) : [];
    } catch (error) {
      if (!isWaiting(error) || scope.of === 'subject') throw error;
      const keys = this.keys.filter(({ purpose, fenced }) => purpose === scope.purpose && !fenced);
      return this.rows(day, { scope, keys }, rule);
    }
  }

  private rows(
    day: Day,
    { scope, keys }: Pick<ErasureBegun, 'scope' | 'keys'>,
    rule?: RetentionRule,
  ): readonly Falling[] {
    const rows = new Map<string, Falling>();
    for (const key of keys.filter(({ owner }) => owner === this.owner)) {
      const period = lastDay(key.period) === undefined ? undefined : key.period;
      rows.set(`${key.purpose} ${period}`, {
        day,
        scope: scope.of,
        purpose: key.purpose,
        ...(period !== undefined && { period }),
        ...(scope.of === 'field' && { field: scope.field }),
        rule: rule ?? this.ruleOf(day, key, scope),
      });
    }
    return [...rows.values()];
  }

  /** The rule that what a key seals was recorded under; of what is held no more, the present one. */
  private ruleOf(day: Day, { key, purpose }: KeyRef, scope: ErasureBegun['scope']): RetentionRule {
    const rules = this.context.rulesOn(day);
    const corrected = this.context.correctedOn?.(day);
    if (scope.of === 'superseded' && corrected !== undefined)
      return { after: 'correction', duration: corrected, decidedBy: 'controller' };
    const held = Object.entries(this.state.purposes[purpose] ?? {}).filter(
      ([field, { sealed }]) => sealed.key === key && (scope.of !== 'field' || scope.field === field),
    );
    const found = rules(held.at(0)?.[1].purpose ?? purpose);
    if (!found) throw new Error('a key of a purpose that no catalogue has');
    const { after, duration, decidedBy } = found.retention;
    return { purpose: found.id, after, duration, decidedBy };
  }

  private happen({ type, data }: ErasureYields[number], day: Day): void {
    if (type === 'DataResealed') {
      const { purpose, period, after, from } = data.sealed;
      const key = `${scopeName({ purpose, period })} ${after + 1}`;
      const { owner } = this;
      this.keys = [...this.keys, { key, owner, purpose, period, generation: after + 1, fenced: false }];
      const sealed = { key, box: '', purpose, period, commitments: {}, from };
      return this.evolve(day, type, { ...data, sealed });
    }
    if (type === 'ErasureBegun') this.evolve(day, type, data);
  }

  /** All its fences stand, within seconds. */
  private end(
    erasure: Uuid,
    { scope, keys, kept }: Pick<ErasureBegun, 'scope' | 'keys' | 'kept'>,
    day: Day,
  ): void {
    for (const { type, data } of decideErased(this.state, { erasure }, { epoch: 0 }))
      this.evolve(day, type, data);
    const gone = new Set(keys.map(({ key }) => key));
    const stays = new Set(kept.map(({ key }) => key));
    this.keys = this.keys.map(each => ({
      ...each,
      fenced: each.fenced || (scope.of === 'subject' ? !stays.has(each.key) : gone.has(each.key)),
    }));
  }

  private evolve(day: Day, type: SubjectEvent['type'], data: unknown): void {
    const event = { id: this.id('event'), stream: subjectStream(this.state.id), type, data };
    const happened = { ...event, time: midnight(day).toISOString() } as SubjectEvent;
    this.events.push(happened);
    this.held = undefined;
    this.state = evolve(this.state, happened);
  }

  private given(day: Day): ErasureContext {
    const erasure = this.id('erasure');
    const rules = this.context.rulesOn(day);
    const corrected = this.context.correctedOn?.(day);
    const held = (this.held ??= allHeldIn(this.events));
    return { now: midnight(day), id: () => erasure, rules, corrected, keys: this.keys, actors: [], held };
  }

  /** In place of what a command gives: it is never stored. */
  private id(role: string): Uuid {
    return `${role} ${(this.ids += 1)}`;
  }
}

function soonest(days: readonly (Day | undefined)[]): Day | undefined {
  return days
    .flatMap(day => day ?? [])
    .sort()
    .at(0);
}
