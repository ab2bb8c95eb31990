import { NestFactory } from '@nestjs/core';
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { serviceModule } from '#apps/api/service';
import type { CommandContext } from '#libs/commands';
import { readConfig } from '#libs/config';
import { FEATURES } from '#libs/features';
import {
  MakeSigningKey,
  MoveSigner,
  RetireSigningKey,
  RotateSigningKey,
  Signings,
} from '#libs/features/signing';
import { DomainError, PROBLEMS, randomId } from '#libs/kernel';
import { Opened } from '#libs/platform';
import { databasesBeside } from '../beside';
import { command, say, UsageError } from '../command';

const USAGE = `npm run signing -- make|rotate|retire|move|show

  Changes who signs checkpoints of the register, with the settings of the service (environment), while it runs or not:
  make    a key in INZAGE_SIGNING_FILE; this machine and INZAGE_CHECKPOINT_DIR sign from now on
  rotate  a new key in its place; the old one verifies what it signed, and signs nothing any more
  retire  nothing signs any more, until another key is made
  move    this machine and INZAGE_CHECKPOINT_DIR sign instead of another
  show    the keys, as verifiers take them
  Exit code: 0 done, 1 refused, 64 this text.`;

const STEPS = new Map<string, new (context: CommandContext) => ICommand>([
  ['make', MakeSigningKey],
  ['rotate', RotateSigningKey],
  ['retire', RetireSigningKey],
  ['move', MoveSigner],
]);

async function signing(what: string): Promise<number> {
  const Step = STEPS.get(what);
  if (!Step && what !== 'show') throw new UsageError('There is no such step.');
  const config = readConfig('development', process.env);
  const [database, close] = await databasesBeside(config, say);
  const opened = new Opened();
  try {
    const service = await serviceModule({ config, database, features: FEATURES, opened });
    const container = await NestFactory.createApplicationContext(service, {
      logger: false,
      abortOnError: false,
    });
    opened.with(container, () => container.close());
    const signings = container.get(Signings, { strict: false });
    if (Step) await container.get(CommandBus).execute(new Step(context()));
    const { origins, keys } = await signings.state();
    say(`Origin ${origins.at(-1) ?? 'none'}`);
    for (const { vkey, until } of keys)
      process.stdout.write(`${until === undefined ? vkey : `${vkey}@${until}`}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { title, next } = PROBLEMS[error.code];
    say(`${error.code}: ${title}. ${next}`);
    return 1;
  } finally {
    await opened.close();
    await close();
  }
}

/** Who holds the machine is the operator. */
function context(): CommandContext {
  return { commandId: randomId(), actor: { role: 'system', id: 'operator' }, dryRun: false };
}

export const run = command({
  usage: USAGE,
  options: {},
  takes: 1,
  run: (_options, what) => signing(what),
});
