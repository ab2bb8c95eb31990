import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '#libs/config';
import { CommandRunner } from '#libs/commands';
import { EventStore, EventTypes } from '#libs/event-store';
import { MasterKeysModule } from '#features/master-keys/master-keys.module';
import { MasterKeys } from '#libs/features/master-keys';
import { PostgresVault } from '#libs/vault/postgres';
import { ERASURE_COMMANDS } from './commands';
import { Erasures } from './erasures';
import { ErasuresController } from './erasures.controller';
import { Fencing, type ErasureStep } from './fencing';
import { OrphanSweep } from './orphans';

/** Tells the keyring, before anything is served, what the journal of fences says and it does not know: it may be an older copy. */
async function openFencing(
  config: Config,
  runner: CommandRunner,
  store: EventStore,
  vault: PostgresVault,
  types: EventTypes,
  masterKeys: MasterKeys,
): Promise<Fencing> {
  const fencing = new Fencing(runner, store, vault, types, { step: crashAt(config.crashAt) });
  await fencing.restore();
  // The same for one that is put back under the running service.
  vault.onRestored(async () => {
    await masterKeys.restore();
    await fencing.restore();
  });
  return fencing;
}

/** Development: dies by SIGKILL at a step of an erasure, as a test asks. */
function crashAt(point: string | undefined): (step: ErasureStep) => void {
  return step => void (point === `erasure:${step}` && process.kill(process.pid, 'SIGKILL'));
}

@Module({
  imports: [MasterKeysModule],
  controllers: [ErasuresController],
  providers: [
    {
      provide: Fencing,
      inject: [CONFIG, CommandRunner, EventStore, PostgresVault, EventTypes, MasterKeys],
      useFactory: openFencing,
    },
    Erasures,
    OrphanSweep,
    ...ERASURE_COMMANDS,
  ],
  exports: [Erasures],
})
export class ErasureModule {}
