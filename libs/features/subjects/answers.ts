import { Type } from '@sinclair/typebox';
import { UuidText } from '#libs/http';
import type { Outcome } from '#libs/commands';
import type { SubjectOutcome } from './command';

interface Answered {
  readonly outcome: Pick<Outcome, 'outcome' | 'repeated' | 'position'>;
  /** The record's version now. */
  readonly version: number;
}

/** What the handler of a command gives back to HTTP: how it ended, and the record's version now. */
export function answered(outcome: SubjectOutcome): Answered;
/** … with the command's own members, and the path of what was created. */
export function answered<A>(
  outcome: SubjectOutcome,
  answer: A,
  location?: string,
): Answered & { readonly answer: A };
export function answered<A>(outcome: SubjectOutcome, answer?: A, location?: string): Answered {
  const { outcome: how, repeated, position, state } = outcome;
  return {
    outcome: { outcome: how, repeated, ...(position !== undefined && { position }) },
    version: state.version,
    ...(answer !== undefined && { answer }),
    ...(location !== undefined && { location }),
  };
}

/** Schema of an id that a command made; absent when nothing was done. */
export const MadeId = Type.Optional(UuidText);

/** What this command's event has under a name, such as the new service's id. */
export function made<const N extends string>(
  outcome: SubjectOutcome,
  name: N,
): { readonly [K in N]?: string } {
  for (const { data } of outcome.events) {
    const value = (data as Record<string, unknown>)[name];
    if (typeof value === 'string') return { [name]: value } as { [K in N]?: string };
  }
  return {};
}
