import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { dumpKeyring } from '#libs/vault/postgres';
import { readConfig } from '#libs/config';
import { VERSION } from '#apps/api/version';
import { databasesBeside } from '../beside';
import { command, everySecond, say, UsageError } from '../command';
import { tellDoctor } from '../doctor/tell';
import { openSource } from '../log-copy/logs';
import { unavailable } from './failed';
import { BackupFolder } from './folder';
import { linesUpTo } from './log-file';

const USAGE = `npm run backup -- --out DIR [--production]

  Writes log and keyring, as they belong together at one moment, into DIR, which must be empty or not there; with the settings
  of the service (environment), while it runs or not. Then the doctor looks at the installation. The secrets file is not part of it: keep that
  apart. Exit code: 0 made and healthy, 1 findings of the doctor (the backup is made), 64 this text, 69 not made, 78 settings.`;

async function backup({ out, production = false }: Options): Promise<number> {
  if (out === undefined) throw new UsageError('Where to? --out is missing.');
  const config = readConfig(production ? 'production' : 'development', process.env);
  const folder = await BackupFolder.create(resolve(out));
  const [urls, close] = await databasesBeside(config, say);
  try {
    const source = await openSource(
      config.eventStoreUrl === undefined
        ? { url: urls.service, engine: 'postgres' }
        : { url: config.eventStoreUrl, engine: 'eventstoredb' },
    );
    const progress = everySecond();
    try {
      const made = new Date().toISOString();
      const { head, dump } = await dumpKeyring(
        urls.keyring,
        () => source.head(),
        (table, rows) => folder.write(`keyring/${table}.copy.gz`, rows),
      );
      say(`The keyring is written. The log, up to position ${head ?? 'nothing'} …`);
      let events = 0;
      const lines = linesUpTo(source, head, () => {
        events += 1;
        progress(() => `${events} events`);
      });
      await folder.write('log.ndjson.gz', Readable.from(lines, { objectMode: false }));
      await folder.finish({ program: VERSION, made, log: { id: source.logId, events, head }, keyring: dump });
      process.stdout.write(
        `${events} events and the keyring of log ${source.logId} are in ${folder.path}.\n`,
      );
    } finally {
      await source.close();
    }
    return (await tellDoctor(config, urls)) ? 0 : 1;
  } finally {
    await close();
  }
}

interface Options {
  readonly out?: string;
  readonly production?: boolean;
}

export const run = command({
  usage: USAGE,
  options: { out: { type: 'string' }, production: { type: 'boolean' } },
  run: backup,
  failed: unavailable('The backup was not made'),
});
