import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { CustomerRecords, RECORD_CONTROLLERS, Search } from './http';

@Module({
  imports: [AccessModule],
  controllers: RECORD_CONTROLLERS,
  providers: [CustomerRecords, Search],
  exports: [CustomerRecords],
})
export class RecordsModule {}
