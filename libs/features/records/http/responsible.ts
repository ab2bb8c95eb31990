import type { Responsible } from '#libs/register';

/** Tells who is responsible now, as Nest can be told of it. */
export abstract class WhoIsResponsible {
  abstract now(): Responsible;
}
