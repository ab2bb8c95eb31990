import { Module } from '@nestjs/common';
import { AuditsModule } from '#features/audits/audits.module';
import { SigningModule } from '#features/signing/signing.module';
import { CheckpointsController } from './checkpoints.controller';
import { ExportsController } from './exports.controller';
import { ProofsController } from './proofs.controller';
import { TilesController } from './tiles.controller';

@Module({
  imports: [AuditsModule, SigningModule],
  controllers: [CheckpointsController, ExportsController, ProofsController, TilesController],
})
export class ProofsModule {}
