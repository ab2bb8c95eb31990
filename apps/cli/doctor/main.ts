import { readConfig } from '#apps/api/config';
import { startFailure } from '#apps/api/start-failure';
import { databasesBeside, NoData } from '#apps/core/beside';
import { examine, isHealthy, type Result } from './examine';
import { json, text } from './report';
import { World } from './world';

const USAGE = `npm run doctor [-- --json] [-- --production]

  Looks whether keyring, fences, log, projections and register agree, with the settings of the service (environment), while
  it runs or not. Changes nothing. Exit code: 0 healthy, 1 findings, 69 no database to look at, 78 settings, 64 this text.`;

/** sysexits.h */
const [USAGE_ERROR, UNAVAILABLE, CONFIGURATION] = [64, 69, 78];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(options: readonly string[]): Promise<number> {
  if (options.some(option => option !== '--json' && option !== '--production')) {
    say(USAGE);
    return USAGE_ERROR;
  }
  const config = readConfig(options.includes('--production') ? 'production' : 'development', process.env);
  const [urls, close] = await databasesBeside(config, say);
  const world = new World(
    config,
    urls,
    everySecond(line => say(`  … ${line}`)),
  );
  const results: Result[] = [];
  try {
    for await (const result of examine(world)) {
      results.push(result);
      if (!options.includes('--json')) process.stdout.write(`${text(result)}\n`);
    }
  } finally {
    await world.close();
    await close();
  }
  if (options.includes('--json')) process.stdout.write(`${json(new Date(), results)}\n`);
  return exitCode(results);
}

/** Nothing is said of what takes less. */
function everySecond(tell: (line: string) => void): (line: string) => void {
  let told = Date.now();
  return line => {
    if (Date.now() - told < 1_000) return;
    told = Date.now();
    tell(line);
  };
}

function exitCode(results: readonly Result[]): number {
  if (results.every(isHealthy)) return 0;
  const codes = results
    .flatMap(result => ('findings' in result ? result.findings : []))
    .map(({ code }) => code);
  return codes.includes('database-unreachable') ? UNAVAILABLE : 1;
}

main(process.argv.slice(2)).then(
  // Written out first: a pipe may be slower than the exit.
  code => process.stdout.write('', () => process.exit(code)),
  (error: unknown) => {
    const { text: words, exitCode: code } = startFailure(error);
    say(words.replace('Inzage does not start: ', ''));
    process.exit(
      error instanceof NoData ? CONFIGURATION : code === CONFIGURATION ? CONFIGURATION : UNAVAILABLE,
    );
  },
);
