import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENGINES } from './soak';

const USAGE = `npm run test:faults [-- [--kills N] [--engine ${ENGINES.join('|')}] [--minutes N] [-- OPTIONS OF JEST]]

  What breaks, provoked for real, three files at a time. Without options: all of it, each for a short while.
  --kills    kills the service under load, and every third time its PostgreSQL, as often as this.
  --engine   the log on EventStoreDB under load, with kills and lost leaders: on peers (three nodes that forget all), or on
             the server of EVENTSTORE_URL (eventstoredb), whose nodes the program of INZAGE_TEST_ENGINE_CONTROL breaks:
             it prints the names of the faults that it knows, one on a line; given one, it breaks a node and mends it.
             Known to the test are "leader killed", "leader frozen" and "leader parted". Without a server it is skipped.
  --minutes  for so long; without --engine on both.`;

/** The specs that are asked for, and what they read of the environment. @throws Error what is not an option */
export function plan(
  args: readonly string[],
): { readonly specs: string[]; readonly env: NodeJS.ProcessEnv } | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { kills: text, engine: text, minutes: text, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) return 'help';
  const { kills, engine, minutes } = values;
  if (engine !== undefined && !ENGINES.some(each => each === engine))
    throw new Error(`--engine is one of ${ENGINES.join(', ')}`);
  for (const [option, value] of Object.entries({ kills, minutes }))
    if (value !== undefined && !(Number(value) > 0)) throw new Error(`--${option} is a number above 0`);
  return {
    specs: [
      ...(kills === undefined ? [] : ['test/faults/kills']),
      ...(engine === undefined && minutes === undefined ? [] : ['test/faults/soak']),
      ...positionals,
    ],
    env: {
      ...(kills !== undefined && { INZAGE_TEST_KILLS: kills }),
      ...(engine !== undefined && { INZAGE_TEST_ENGINE: engine }),
      ...(minutes !== undefined && { INZAGE_TEST_MINUTES: minutes }),
    },
  };
}

function main(): number {
  let planned: ReturnType<typeof plan>;
  try {
    planned = plan(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    return 64;
  }
  if (planned === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const jest = join(__dirname, '../../node_modules/jest/bin/jest.js');
  const args = [
    '--disable-warning=ExperimentalWarning',
    jest,
    '--selectProjects',
    'faults',
    '--maxWorkers=3',
  ];
  const { status } = spawnSync(process.execPath, [...args, ...planned.specs], {
    stdio: 'inherit',
    env: { ...process.env, ...planned.env },
  });
  return status ?? 1;
}

if (require.main === module) process.exitCode = main();
