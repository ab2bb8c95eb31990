import { IsOptional } from 'class-validator';
import { IsId } from '#libs/http/schema';
import { written, type Outcome, type RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';

/** What has a version that If-Match compares. */
interface Versioned {
  readonly version: number;
}

interface Answered {
  readonly outcome: Pick<Outcome, 'outcome' | 'repeated' | 'position'>;
  /** The record's version now. */
  readonly version: number;
}

/** What the handler of a command gives back to HTTP: how it ended, and the version of what it changed now. */
export function answered(outcome: RunOutcome<Versioned>): Answered;
/** … with the command's own members, and the path of what was created. */
export function answered<A>(
  outcome: RunOutcome<Versioned>,
  answer: A,
  location?: string,
): Answered & { readonly answer: A };
export function answered<A>(outcome: RunOutcome<Versioned>, answer?: A, location?: string): Answered {
  const { outcome: how, repeated, position, state } = outcome;
  return {
    outcome: { outcome: how, repeated, ...(position !== undefined && { position }) },
    version: state.version,
    ...(answer !== undefined && { answer }),
    ...(location !== undefined && { location }),
  };
}

/** The link that a command made; absent when nothing was done. */
export class LinkAnswer {
  @IsOptional()
  @IsId()
  readonly link?: Uuid;
}

/** A member of the event that this command wrote, such as the new service's id; nothing where it wrote none. */
export function made<M, T extends keyof M & string, N extends keyof M[T] & string>(
  outcome: RunOutcome<unknown, M>,
  type: T,
  name: N,
): { readonly [K in N]?: M[T][K] } {
  const value = written(outcome, type)?.[name];
  return value === undefined ? {} : ({ [name]: value } as { [K in N]: M[T][K] });
}
