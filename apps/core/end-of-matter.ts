import type { EndOfMatter } from '#libs/mediation';
import type { Core } from './open';

/** Fences every key of a matter's owner, and the owner, on behalf of who ended it. Again is the same. */
export function endOfMatter({ fencing }: Pick<Core, 'fencing'>): EndOfMatter {
  return (owner, { id, command, fingerprint, actor, trace }) =>
    fencing.owner(id, owner, {
      commandId: command,
      fingerprint,
      actor,
      dryRun: false,
      ...(trace !== undefined && { trace }),
    });
}
