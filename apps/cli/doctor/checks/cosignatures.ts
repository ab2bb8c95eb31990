import { checkpointAt, storedCosignatures, witnessesOf } from '#libs/register';
import type { Check } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

/** What witnesses said of checkpoints is still what they said, of those witnesses whose word can be compared with the settings. */
export const cosignatures: Check = {
  name: 'cosignatures',
  async run(world: World) {
    const tally = new Tally();
    const witnesses = witnessesOf(world.config.signing.witnesses);
    for (const { origin, size, witness, line } of await storedCosignatures(world.service)) {
      const checkpoint = await checkpointAt(world.service, origin, size);
      const named = witnesses.find(({ name }) => name === witness);
      const holds =
        checkpoint !== undefined && isOf(witness, line) && ((await named?.holds?.(checkpoint, line)) ?? true);
      if (!holds) tally.add('checkpoint-altered', `size ${size}, what ${kindOf(witness)} said of it`);
    }
    return tally.findings();
  },
};

/** A cosignature bears the name of its witness; a time stamp does not. */
function isOf(witness: string, line: string): boolean {
  return line.startsWith('— ')
    ? line.startsWith(`— ${witness.replace(/^tlog:/, '')} `)
    : witness.startsWith('tsa:');
}

function kindOf(witness: string): string {
  return witness.startsWith('tsa:') ? 'a time-stamping authority' : 'a witness';
}
