import { rebuild, RebuildStopped } from '#libs/projections/postgres';
import { firstDifference } from '#libs/register';
import { readConfig } from '#libs/config';
import { databasesBeside } from '../beside';
import { command, everySecond, say, UsageError } from '../command';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { openLog } from '#libs/platform/beside';

const features = new Composition(FEATURES);
/** Read models that can be built anew. The register is swapped only if it is the same, byte for byte; timers that were fired fire again, to no effect. */
const PROJECTIONS = Object.keys(features.readModels()).filter(name => features.readModel(name).tables);

async function rebuildBeside(name: string): Promise<number> {
  if (!PROJECTIONS.includes(name)) throw new UsageError('There is no such read model.');
  const config = readConfig('development', process.env);
  const [urls, close] = await databasesBeside(config, say);
  const store = await openLog(config, urls, features, { found: false });
  const types = features.eventTypes();
  const started = Date.now();
  const every = everySecond();
  try {
    const events = await rebuild({
      store,
      read: stored => types.read(stored),
      ownerUrl: urls.owner,
      projection: features.readModel(name),
      decisions: features.decisionsIn(store),
      progress: ({ events: done, position, until }) => {
        const rate = Math.round((done / (Date.now() - started)) * 1000);
        every(() => `${done} events, at position ${position} of ${until}; ${rate}/s`);
      },
      ...(name === 'register' && { differs: firstDifference }),
    });
    say(
      `${name}: rebuilt from ${events} events, to the head of the log, in ${((Date.now() - started) / 1000).toFixed(1)} s and swapped.`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof RebuildStopped)) throw error;
    say(error.message);
    return 1;
  } finally {
    await store.close();
    await close();
  }
}

export const run = command({
  usage: `npm run projections:rebuild -- NAME

  Makes a read model anew from the log, beside the live one, and swaps them. The register is swapped only if it is
  the same, byte for byte. NAME: ${PROJECTIONS.join(', ')}.
  Exit code: 0 swapped, 1 not swapped, 64 this text.`,
  options: {},
  takes: 1,
  run: (_options, name) => rebuildBeside(name),
});
