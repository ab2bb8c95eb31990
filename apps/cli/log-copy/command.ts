import { compareLogs, copyLog, countSince, LogsDiffer, TargetRefused } from '#libs/event-store/copy';
import { ConfigError, readConfig } from '#libs/config';
import { databasesBeside, NoData } from '../beside';
import { command, everySecond, say, UsageError } from '../command';
import { addressOf, openSource, openTarget, Refused } from './logs';
import { DecisionsReader, RegisterOfBoth } from './register-of-both';

const USAGE = `npm run log:copy -- --to URL [--from URL] [--service-role ROLE] [--last]

  Copies a log to another engine or database, then compares what was copied. URL: postgres://… (the target: its owner's) or esdb://…, or
  the name of an environment variable that has one. Without --from: the log of the settings.
  --service-role: role of DATABASE_URL, where the target is a PostgreSQL without tables.
  --last: the source takes no more events from now on, then the rest is copied. For the last run, with the service stopped.
  Interrupted, run it again: it goes on where the target ends. Exit code: 0 the same, 1 a difference, 64 this text.`;

interface Options {
  readonly to?: string;
  readonly from?: string;
  readonly 'service-role'?: string;
  readonly last?: boolean;
}

async function logCopy(options: Options): Promise<number> {
  if (options.to === undefined) throw new UsageError('--to is missing.');
  const to = addressOf(options.to, '--to');
  const [from, end] = await sourceOf(options.from);
  const source = await openSource(from);
  try {
    const target = await openTarget(to, source.logId, options['service-role']);
    try {
      if (options.last) await source.moveAway();
      await copyAll(source, target, options.last === true);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
    await end();
  }
  return 0;
}

async function copyAll(
  source: Parameters<typeof copyLog>[0],
  target: Parameters<typeof copyLog>[1],
  last: boolean,
): Promise<void> {
  const began = Date.now();
  const every = everySecond();
  const until = await source.head();
  const read = new DecisionsReader(source);
  const { compared, copied } = await copyLog(read, target, until, done =>
    every(() => {
      const rate = Math.round((done.copied / (Date.now() - began)) * 1000);
      return `${done.compared} events were there, ${done.copied} copied, ${rate}/s`;
    }),
  );
  say(`${compared} events were there, ${copied} copied. Comparing …`);
  const registers = new RegisterOfBoth(read.decisions());
  let events = 0;
  const count = compared + copied;
  await compareLogs(source, target, count, (one, other) => {
    registers.add(one, other);
    events += 1;
    every(() => `${events} events compared`);
  });
  const { entries, sha256, other } = registers.result();
  if (registers.difference !== undefined || sha256 !== other)
    throw new Refused(`The registers differ: ${registers.difference ?? 'their bytes are not the same'}`);
  process.stdout.write(
    `The same: ${count} events with all their bytes; a register of ${entries} entries, SHA-256 ${sha256}\n`,
  );
  const since = await countSince(source, until);
  if (since > 0)
    process.stdout.write(
      `${since} more came to the source since: run it again, at last with --last and the service stopped.\n`,
    );
  if (last && since > 0)
    throw new Refused('The source was still written to: stop all processes, and run it again.');
}

async function sourceOf(
  given: string | undefined,
): Promise<[ReturnType<typeof addressOf>, () => Promise<void>]> {
  if (given !== undefined) return [addressOf(given, '--from'), () => Promise.resolve()];
  const config = readConfig('development', process.env);
  if (config.eventStoreUrl !== undefined)
    return [addressOf(config.eventStoreUrl, 'EVENTSTORE_URL'), () => Promise.resolve()];
  const [urls, end] = await databasesBeside(config, say);
  return [addressOf(urls.service, 'DATABASE_URL'), end];
}

function wordsOf(error: unknown): string {
  if (error instanceof LogsDiffer) return `The logs differ at ${error.message}.`;
  if (error instanceof Refused || error instanceof ConfigError || error instanceof NoData)
    return error.message;
  if (error instanceof TargetRefused) return `Refused: ${error.message}.`;
  const { message, code } = error as { message?: string; code?: string };
  return `The copy broke: ${code ?? message ?? 'unknown'}. Run it again: it goes on where the target ends.`;
}

const text = { type: 'string' } as const;

export const run = command({
  usage: USAGE,
  options: { from: text, to: text, 'service-role': text, last: { type: 'boolean' } },
  run: logCopy,
  failed: error => [wordsOf(error), 1],
});
