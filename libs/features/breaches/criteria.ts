import { hash } from 'node:crypto';
import type { Uuid } from '#libs/kernel';

/** How persons are affected: something was done with their data, or their data was held. */
export const PARTS = ['touched', 'held'] as const;
export type Part = (typeof PARTS)[number];

/** By what the affected persons of a breach are found ★. Ids and catalogue names only. */
export interface Criteria {
  /** From this time on, and before that one: RFC 3339 in UTC. */
  readonly from: string;
  readonly to: string;
  /** Who did it: pseudonym of a person, or client id of a service. */
  readonly actor?: string;
  readonly recipient?: string;
  /** A versioned id, or a name for all its versions. */
  readonly purpose?: string;
  /** Any of these. */
  readonly fields?: readonly string[];
}

/** A list of persons, told by what anybody can compute of it ★. */
export interface Counted {
  readonly count: number;
  /** SHA-256, hex, of the pseudonyms in their order, each with a line feed after it. */
  readonly digest: string;
}

export function counted(subjects: readonly Uuid[]): Counted {
  return { count: subjects.length, digest: hash('sha256', subjectLines(subjects), 'hex') };
}

/** The pseudonyms in their order, one a line. */
export function subjectLines(subjects: readonly Uuid[]): string {
  return subjects.map(subject => `${subject}\n`).join('');
}

/** Whether anything but a period narrows it: without, everybody of that time would match. */
export function isNarrowed({ actor, recipient, purpose, fields }: Criteria): boolean {
  return [actor, recipient, purpose, fields].some(each => each !== undefined);
}

/** Whether somebody can hold data by these criteria: what was done by whom says nothing of what was held. */
export function asksForHeld({ recipient, purpose, fields }: Criteria): boolean {
  return [recipient, purpose, fields].some(each => each !== undefined);
}
