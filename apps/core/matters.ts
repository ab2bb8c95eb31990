import { MatterCommandHandler } from '#libs/features/correspondence';
import type { Core } from './open';

/** Handler of commands on matters, for timers. */
export function matterHandler({ runner, catalogues, store }: Core): MatterCommandHandler {
  return new MatterCommandHandler(runner, catalogues, store);
}
