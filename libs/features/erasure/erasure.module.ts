import { Module } from '@nestjs/common';
import type { Config } from '#libs/config';
import { CONFIG } from '#libs/config/nest';
import { CommandRunner } from '#libs/commands';
import { EventStore, EventTypes } from '#libs/event-store';
import { MasterKeysModule } from '#features/master-keys/master-keys.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { MasterKeys } from '#libs/features/master-keys';
import { PostgresVault } from '#libs/vault/postgres';
import { ApproveErasureHandler } from './commands/approve-erasure';
import { BeginErasureHandler } from './commands/begin-erasure';
import { EndKeptHandler } from './commands/end-kept';
import { EndKeysHandler } from './commands/end-keys';
import { ExpireSubjectHandler } from './commands/expire-subject';
import { RemoveValueHandler } from './commands/remove-value';
import { ResumeErasureHandler } from './commands/resume-erasure';
import { ReviewRetentionHandler } from './commands/review-retention';
import { ErasuresController } from './erasure.controller';
import { Erasures } from './erasures';
import { Fencing, type ErasureStep } from './fencing';
import { OrphanSweep } from './orphans.sweep';
import { ForecastRetentionHandler } from './queries/forecast-retention';
import { ReadErasureHandler } from './queries/read-erasure';

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

/** Erasure (Art. 17), retention (Art. 5(1)(e)), and the end of keys. */
@Module({
  imports: [MasterKeysModule, SubjectsModule],
  controllers: [ErasuresController],
  providers: [
    {
      provide: Fencing,
      inject: [CONFIG, CommandRunner, EventStore, PostgresVault, EventTypes, MasterKeys],
      useFactory: openFencing,
    },
    Erasures,
    OrphanSweep,
    // commands
    ApproveErasureHandler,
    BeginErasureHandler,
    EndKeptHandler,
    EndKeysHandler,
    ExpireSubjectHandler,
    RemoveValueHandler,
    ResumeErasureHandler,
    ReviewRetentionHandler,
    // queries
    ForecastRetentionHandler,
    ReadErasureHandler,
  ],
  exports: [Fencing],
})
export class ErasureModule {}
