import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { ApplicationController } from './application.controller';
import { SignIns } from './sign-ins';
import { Views } from './views';

@Module({
  imports: [AccessModule, RecordsModule],
  controllers: [ApplicationController],
  providers: [SignIns, Views],
})
export class PortalModule {}
