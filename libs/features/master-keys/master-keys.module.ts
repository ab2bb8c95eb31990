import { Module } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import { PostgresVault } from '#libs/vault/postgres';
import { AttestDestructionHandler } from './commands/attest-destruction';
import { RecordActivationHandler } from './commands/record-activation';
import { RecordRetirementHandler } from './commands/record-retirement';
import { MasterKeys } from './master-keys';
import { EpochsController } from './master-keys.controller';
import { ListEpochsHandler } from './queries/list-epochs';

/** Tells the keyring, before anything is served, which epoch the log says is active: it may be a copy from before. */
async function openMasterKeys(runner: CommandRunner, vault: PostgresVault): Promise<MasterKeys> {
  const masterKeys = new MasterKeys(runner, vault);
  await masterKeys.restore();
  return masterKeys;
}

/** What became of the epochs of the master key. */
@Module({
  controllers: [EpochsController],
  providers: [
    { provide: MasterKeys, inject: [CommandRunner, PostgresVault], useFactory: openMasterKeys },
    // commands
    AttestDestructionHandler,
    RecordActivationHandler,
    RecordRetirementHandler,
    // queries
    ListEpochsHandler,
  ],
  exports: [MasterKeys],
})
export class MasterKeysModule {}
