import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { RequestsController } from './commands.controller';
import { CarryOnExecutionHandler } from './commands/carry-on-execution';
import { Disclosures } from './document';
import { Executions } from './executions';
import { RequestLooks } from './looks';
import { RequestQueriesController } from './queries.controller';
import { RequestCommandHandler } from './request-command.handler';
import { Requests } from './view';

@Module({
  imports: [AccessModule, RecordsModule],
  controllers: [RequestsController, RequestQueriesController],
  providers: [
    RequestCommandHandler,
    CarryOnExecutionHandler,
    Disclosures,
    Executions,
    RequestLooks,
    Requests,
  ],
})
export class RequestsModule {}
