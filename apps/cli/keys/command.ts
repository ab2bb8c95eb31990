import { setPriority } from 'node:os';
import { startFailure } from '#apps/api/start-failure';
import { RotationRefused, type RotationStatus } from '#libs/vault/postgres';
import { command, everySecond, say, UsageError } from '../command';
import { attest } from './attest';
import { openBeside, type Beside } from './beside';
import { nextStep } from './next';

const USAGE = `npm run keys -- status | announce | activate | rewrap | retire | attest | fingerprints

  Rotates the master key while the service runs. Each step may be taken again, and says what comes next.
    status        epochs of the master key, what is wrapped under each, who has which
    announce      puts a new epoch into the secrets file and tells the keyring; give the file to every process
    activate      from then on nothing is wrapped under an older epoch; refused while a process lacks it
    rewrap        wraps all keys and makes all look-up rows anew; goes on where it was cut off
    retire        takes the older epochs out, once nothing needs them, and says which copies have them still
    attest        states, as an officer, that an epoch is destroyed in every copy (--epoch N; INZAGE_URL, INZAGE_TOKEN, or
                  in development --as SUB)
    fingerprints  ends the key of fingerprints that events of before have, and says what that means
  With the settings of the service (environment). Exit code: 0 done, 1 refused, 64 this text.`;

/** Of 19: about a tenth of the processor, while others want all of it. */
const NICE = 10;

interface Options {
  readonly epoch?: string;
  readonly as?: string;
}

type Step = (beside: Beside, options: Options) => Promise<void>;

const STEPS: Readonly<Record<string, Step>> = {
  async status({ rotation }) {
    for (const line of table(await rotation.status())) process.stdout.write(`${line}\n`);
  },

  async announce({ rotation }) {
    const epoch = await rotation.announce();
    say(
      `Epoch ${epoch} is in the secrets file. Back the file up, and give it to every process: each reads it again by itself.`,
    );
  },

  async activate({ rotation, log }) {
    const epoch = await rotation.readyToActivate();
    if (epoch === undefined) {
      say(`Epoch ${(await rotation.status()).active} is active; none is announced.`);
      return;
    }
    // The log first: whatever keyring is restored from then on is told.
    await (await log()).record.activation(epoch);
    await rotation.activate(epoch);
    say(`Epoch ${epoch} is active: the keyring takes nothing under an older one any more.`);
  },

  async rewrap({ rotation, log }) {
    const { valuesOf } = await log();
    // On a machine that it shares with the service, the service comes first.
    setPriority(NICE);
    const [began, every] = [Date.now(), everySecond()];
    let done = { keys: 0, lookups: 0 };
    const words = (): string => {
      const seconds = (Date.now() - began) / 1_000;
      return `${done.keys} keys and ${done.lookups} look-up rows; ${Math.round((done.keys + done.lookups) / seconds)}/s`;
    };
    const left = await rotation.rewrap(valuesOf, told => {
      done = told;
      every(words);
    });
    say(`Made anew: ${words()}.`);
    if (left > 0)
      throw new RotationRefused(
        `${left} look-up rows of before have values that the log does not tell. Let the look-ups begin anew (docs/operations.md), then rewrap again.`,
      );
  },

  async retire({ rotation, log }) {
    const { masterKeys, record } = await log();
    const done = await rotation.retire();
    if (!done) {
      say('There is no older epoch.');
      return;
    }
    const said = await masterKeys.state();
    for (const epoch of done.epochs) if (!said.epochs[epoch]?.retired) await record.retirement(epoch);
    const { wal, archive, slots, before } = done.remains;
    say(
      [
        `Epochs before the active one are out of the keyring and of this copy of the secrets file: ${done.epochs.join(', ')}.`,
        'What was wrapped under them can be opened still by who has such a file and one of these. Destroy one or the other:',
        '  - every other copy of the secrets file, backups included, that has them',
        `  - dumps, base backups and snapshots of the keyring from before ${before.toISOString()}`,
        `  - its write-ahead log up to ${wal}: in pg_wal until it is recycled${archive ? `, and in the archive (last: ${archive})` : ''}`,
        ...slots.map(name => `  - what the replication slot ${name} keeps, and the replica behind it`),
      ].join('\n'),
    );
  },

  attest: async (_beside, options) => attest(options),

  async fingerprints({ rotation }) {
    await rotation.endFingerprints();
    say(
      [
        'The key of fingerprints of version 1 cannot be derived from this secrets file any more (format 2).',
        'Lost: a command of before that is sent again is answered as it was, and not compared with what was sent then.',
        'Destroy every other copy of the file in format 1, backups included: with the log, each lets values of few',
        'possibilities be found by trying, erased ones too. The other processes need the new file at their next start.',
      ].join('\n'),
    );
  },
};

function table({ active, epochs, processes, lookupsOfBefore, fingerprints }: RotationStatus): string[] {
  const day = (time: Date | null): string => time?.toISOString().slice(0, 16) ?? '-';
  return [
    'epoch  announced         active since      retired           in file  keys  look-ups  actors',
    ...epochs.map(each =>
      [
        `${String(each.epoch).padStart(5)}${each.epoch === active ? '*' : ' '}`,
        day(each.announcedAt).padEnd(17),
        day(each.activatedAt).padEnd(17),
        day(each.retiredAt).padEnd(17),
        (each.inFile ? 'yes' : 'no').padEnd(8),
        String(each.keys).padEnd(5),
        String(each.lookups).padEnd(9),
        each.actors,
      ].join(' '),
    ),
    ...(lookupsOfBefore > 0 ? [`look-up rows of before epochs: ${lookupsOfBefore}`] : []),
    ...(fingerprints === null ? ['fingerprints of version 1 can be made still'] : []),
    ...processes.map(
      ({ name, epochs: held, living, trouble, seenAt }) =>
        `process ${name}: epochs ${held.join(', ')}; ${living ? 'living' : `not seen since ${seenAt.toISOString()}`}${trouble ? `; ${trouble}` : ''}`,
    ),
  ];
}

async function keys(name: string, options: Options): Promise<number> {
  const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
  if (!step) throw new UsageError('There is no such step.');
  if (name === 'attest') {
    await step(undefined as never, options);
    return 0;
  }
  const beside = await openBeside();
  try {
    await step(beside, options);
    const state = await (await beside.log()).masterKeys.state();
    say(`Next: ${nextStep(await beside.rotation.status(), state)}`);
    return 0;
  } finally {
    await beside.close();
  }
}

export const run = command({
  usage: USAGE,
  options: { epoch: { type: 'string' }, as: { type: 'string' } },
  takes: 1,
  run: (options, step) => keys(step, options),
  failed: error => {
    if (error instanceof RotationRefused) return [error.message, 1];
    const { text, exitCode } = startFailure(error);
    return [text.replace('Inzage does not start: ', ''), exitCode];
  },
});
