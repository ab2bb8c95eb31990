import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { ExpirySweep } from './expiry.sweep';
import { OversightController } from './oversight.controller';

@Module({
  imports: [AccessModule, RecordsModule],
  controllers: [OversightController],
  providers: [ExpirySweep],
})
export class OversightModule {}
