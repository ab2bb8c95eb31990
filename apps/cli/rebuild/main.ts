import { rebuild, RebuildDiffers, type Projection } from '#libs/projections';
import { RecordsProjection } from '#libs/features/records';
import { firstDifference } from '#libs/register';
import { TimersProjection } from '#libs/timers';
import { readConfig } from '#apps/api/config';
import { databasesBeside } from '#apps/core/beside';
import { eventTypes } from '#apps/core/event-types';
import { openLog } from '#apps/core/log';
import { registerProjection } from '#apps/core/projections';
import { timerTable } from '#apps/core/timers';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Read models that can be built anew. The register is swapped only if it is the same, byte for byte; timers that were fired fire again, to no effect. */
const PROJECTIONS: Readonly<Record<string, () => Projection>> = {
  records: () => new RecordsProjection(),
  register: registerProjection,
  timers: () => new TimersProjection(timerTable()),
};

async function main(name: string | undefined): Promise<number> {
  const make = name === undefined ? undefined : PROJECTIONS[name];
  if (!make) {
    say(`npm run projections:rebuild -- ${Object.keys(PROJECTIONS).join('|')}`);
    return 64;
  }
  const config = readConfig('development', process.env);
  const [urls, close] = await databasesBeside(config, say);
  const store = await openLog(config, urls, { found: false });
  const types = eventTypes();
  const started = Date.now();
  let said = 0;
  try {
    const events = await rebuild({
      store,
      read: stored => types.read(stored),
      ownerUrl: urls.owner,
      projection: make(),
      progress: ({ events: done, position, until }) => {
        if (Date.now() - said < 1_000) return;
        said = Date.now();
        say(
          `${done} events, at position ${position} of ${until}; ${Math.round((done / (Date.now() - started)) * 1000)}/s`,
        );
      },
      ...(name === 'register' && { differs: firstDifference }),
    });
    say(
      `${name}: rebuilt from ${events} events in ${((Date.now() - started) / 1000).toFixed(1)} s and swapped.`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof RebuildDiffers)) throw error;
    say(error.message);
    return 1;
  } finally {
    await store.close();
    await close();
  }
}

main(process.argv[2]).then(
  code => process.exit(code),
  (error: unknown) => {
    say(error instanceof Error ? error.message : 'The rebuild broke.');
    process.exit(1);
  },
);
