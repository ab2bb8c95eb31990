import { say, USAGE_ERROR, type Command } from './command';

/** Each is loaded when it is called, and what it needs with it. */
const COMMANDS: ReadonlyMap<string, readonly [what: string, load: () => Promise<{ run: Command }>]> = new Map(
  [
    [
      'backup',
      ['writes log and keyring as they are at one moment', () => import('#apps/cli/backup/command')],
    ],
    [
      'doctor',
      ['says whether keyring, log, read models and register agree', () => import('#apps/cli/doctor/command')],
    ],
    ['import', ['takes over existing customers from a file', () => import('#apps/cli/import/command')]],
    ['keys', ['rotates the master key while the service runs', () => import('#apps/cli/keys/command')]],
    ['log-copy', ['copies a log to another engine or database', () => import('#apps/cli/log-copy/command')]],
    [
      'log-access',
      ['lets a user of EventStoreDB read the log', () => import('#apps/cli/log-access/command')],
    ],
    ['rebuild', ['makes a read model anew beside the live one', () => import('#apps/cli/rebuild/command')]],
    ['restore', ['brings a backup back', () => import('#apps/cli/restore/command')]],
    ['secrets', ['makes the secrets file of a new installation', () => import('#apps/cli/secrets/command')]],
    [
      'signing',
      ['makes, rotates and retires keys of checkpoints', () => import('#apps/cli/signing/command')],
    ],
  ],
);

const USAGE = `node dist/apps/cli/main.js COMMAND [OPTIONS]; each has --help

${[...COMMANDS].map(([name, [what]]) => `  ${name.padEnd(12)}${what}`).join('\n')}`;

/** @returns the exit code: the command's own, or 64 where there is no such command (sysexits.h) */
async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const [, load] = COMMANDS.get(name) ?? [];
  if (load) return (await load()).run(args);
  say(USAGE);
  return USAGE_ERROR;
}

void main(process.argv.slice(2)).then(code => {
  // Written out first: a pipe may be slower than the exit.
  process.stdout.write('', () => process.exit(code));
});
