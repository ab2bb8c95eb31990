import { Module } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import { PostgresVault } from '#libs/vault/postgres';
import { EpochsController } from './epochs.controller';
import { MasterKeys } from './master-keys';

/** Tells the keyring, before anything is served, which epoch the log says is active: it may be a copy from before. */
async function openMasterKeys(runner: CommandRunner, vault: PostgresVault): Promise<MasterKeys> {
  const masterKeys = new MasterKeys(runner, vault);
  await masterKeys.restore();
  return masterKeys;
}

@Module({
  controllers: [EpochsController],
  providers: [{ provide: MasterKeys, inject: [CommandRunner, PostgresVault], useFactory: openMasterKeys }],
  exports: [MasterKeys],
})
export class MasterKeysModule {}
