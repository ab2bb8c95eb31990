import { CommitmentOf, ToSeal } from '#libs/commands';
import { DomainError, type Json, type Uuid, type ValueError } from '#libs/kernel';
import type { Current, SubjectContext, SubjectDecided } from './guards';
import { behindFences } from './behind-fences';
import type { SubjectEvent } from './events';
import { evolve } from './evolve';
import { subjectStream, type SubjectState } from './state';

/**
 * Decisions one after another, each upon the state that those before it lead to; their events are appended as one, or none
 * is. What is sealed by an earlier one can be compared, taken over and committed to by a later one.
 */
export class InTurn<C extends Pick<SubjectContext, 'now' | 'id' | 'current'>> {
  readonly events: SubjectDecided[] = [];
  private readonly fresh = new Map<string, Json>();
  private decisions = 0;
  /** Events that are in the state. */
  private foreseenTo = 0;

  constructor(
    private state: SubjectState,
    private readonly context: C,
  ) {}

  /** Each decision has ids of its own. */
  decide(
    decision: (state: SubjectState, context: C) => readonly SubjectDecided[],
  ): readonly SubjectDecided[] {
    const turn = this.decisions++;
    const { context, fresh } = this;
    const current: Current = (purpose, field) =>
      fresh.get(`${purpose} ${field}`) ?? context.current(purpose, field);
    const id = (role: string, index = 0): Uuid => context.id(role, turn + index);
    const state = this.upToDate();
    const decided = behindFences(state, decision(state, { ...context, id, current }));
    this.events.push(...decided);
    return decided;
  }

  /** The state after all that was decided: what the last one leads to nobody asks. */
  private upToDate(): SubjectState {
    for (; this.foreseenTo < this.events.length; this.foreseenTo++)
      this.state = evolve(this.state, this.foreseen(this.events[this.foreseenTo]!));
    return this.state;
  }

  private foreseen({ type, data }: SubjectDecided): SubjectEvent {
    const stream = subjectStream(this.state.id);
    return { type, stream, time: this.context.now.toISOString(), data: this.unsealed(data) } as SubjectEvent;
  }

  /** Data with the scope of each envelope that is to be made, and with what will be its commitments. */
  private unsealed(data: unknown): unknown {
    if (data instanceof ToSeal) {
      const { purpose, period, values } = data;
      for (const [name, value] of Object.entries(values)) this.fresh.set(`${purpose} ${name}`, value);
      const names = Object.keys(values);
      const commitments = Object.fromEntries(names.map(name => [name, new CommitmentOf(data, name)]));
      return { purpose, period, commitments };
    }
    if (Array.isArray(data)) return data.map(item => this.unsealed(item));
    if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype)
      return data;
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, this.unsealed(value)]));
  }
}

/**
 * What a part of a request is refused for, with the place of that part.
 * @param at JSON Pointer (RFC 6901) of the part
 * @param within what pointers of the part's own errors begin with
 */
export function placed<T>(at: string, work: () => T, within = at): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { errors, pointer = at, ...details } = error.details;
    const place = errors
      ? {
          errors: (errors as readonly ValueError[]).map(each => ({
            ...each,
            pointer: within + each.pointer,
          })),
        }
      : { pointer };
    throw new DomainError(error.code, { ...details, ...place }, error.refusal);
  }
}
