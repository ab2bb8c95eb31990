import { Module } from '@nestjs/common';
import { AuditsModule } from '#features/audits/audits.module';
import { ProofsController } from './proofs.controller';
import { TilesController } from './tiles.controller';

@Module({
  imports: [AuditsModule],
  controllers: [ProofsController, TilesController],
})
export class ProofsModule {}
