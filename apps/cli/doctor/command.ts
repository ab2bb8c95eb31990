import { readConfig } from '#libs/config';
import { startFailure } from '#apps/api/start-failure';
import { databasesBeside, NoData } from '../beside';
import { examine, isHealthy, type Result } from './examine';
import { command, CONFIGURATION, everySecond, UNAVAILABLE, say } from '../command';
import { json, text } from './report';
import { World } from './world';

const USAGE = `npm run doctor [-- --json] [-- --production]

  Looks whether keyring, fences, log, projections and register agree, with the settings of the service (environment), while
  it runs or not. Changes nothing. Exit code: 0 healthy, 1 findings, 69 no database to look at, 78 settings, 64 this text.`;

async function doctor({ json: asJson = false, production = false }: Options): Promise<number> {
  const config = readConfig(production ? 'production' : 'development', process.env);
  const [urls, close] = await databasesBeside(config, say);
  const every = everySecond();
  const world = new World(config, urls, line => every(() => `  … ${line}`));
  const results: Result[] = [];
  try {
    for await (const result of examine(world)) {
      results.push(result);
      if (!asJson) process.stdout.write(`${text(result)}\n`);
    }
  } finally {
    await world.close();
    await close();
  }
  if (asJson) process.stdout.write(`${json(new Date(), results)}\n`);
  return exitCode(results);
}

function exitCode(results: readonly Result[]): number {
  if (results.every(isHealthy)) return 0;
  const codes = results
    .flatMap(result => ('findings' in result ? result.findings : []))
    .map(({ code }) => code);
  return codes.includes('database-unreachable') ? UNAVAILABLE : 1;
}

interface Options {
  readonly json?: boolean;
  readonly production?: boolean;
}

export const run = command({
  usage: USAGE,
  options: { json: { type: 'boolean' }, production: { type: 'boolean' } },
  run: doctor,
  failed: error => {
    const { text: words, exitCode } = startFailure(error);
    const configuration = error instanceof NoData || exitCode === CONFIGURATION;
    return [words.replace('Inzage does not start: ', ''), configuration ? CONFIGURATION : UNAVAILABLE];
  },
});
