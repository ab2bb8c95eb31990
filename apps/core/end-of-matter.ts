import type { EndOfMatter } from '#libs/features/mediation';
import type { Core } from './open';

/** Fences every key of a matter's owner, and the owner, on behalf of who ended it. Again is the same. */
export function endOfMatter({ fencing }: Pick<Core, 'fencing'>): EndOfMatter {
  return (owner, { id, actor, trace }) =>
    fencing.owner(id, owner, { actor, ...(trace !== undefined && { trace }) });
}
