import type { Uuid } from '#libs/kernel';
import type { Kind } from './kinds';

/** What to look for: all that is named must hold. */
export interface RegisterFilter {
  readonly subject?: Uuid;
  readonly kind?: Kind;
  /** One of these. */
  readonly kinds?: readonly Kind[];
  /** A versioned id (`contract/1`), or a name (`contract`) for all its versions. */
  readonly purpose?: string;
  readonly recipient?: string;
  /** Which one of a recipient that is a kind of many, by the name that it was recorded by. */
  readonly instance?: string;
  readonly field?: string;
  /** Any of these. */
  readonly anyField?: readonly string[];
  /** Pseudonym of a person, or a service's client id. */
  readonly actor?: string;
  /** From this time on, RFC 3339. */
  readonly from?: string;
  /** Before this time, RFC 3339. */
  readonly to?: string;
  /** From this number on. */
  readonly atLeast?: bigint;
  /** Before this number: what a checkpoint of that size held. */
  readonly before?: bigint;
  /** By the time of the event, until then; no prefix of the register. RFC 3339. */
  readonly asOf?: string;
  /** Only what the person concerned may know at this time (P16). */
  readonly knownAt?: Date;
}
