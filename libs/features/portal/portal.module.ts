import { Module } from '@nestjs/common';
import { AccessDocumentModule } from '#features/access-document/access-document.module';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { ApplicationController } from './application.controller';
import { RecordSignInHandler } from './commands/record-sign-in';
import { ListAccessesHandler } from './queries/list-accesses';
import { ReadMeHandler } from './queries/read-me';
import { ReadOverviewHandler } from './queries/read-overview';
import { ReadReportHandler } from './queries/read-report';

/** The customer application (P06, P08, P17). */
@Module({
  imports: [AccessDocumentModule, AccessModule, RecordsModule],
  controllers: [ApplicationController],
  providers: [
    // commands
    RecordSignInHandler,
    // queries
    ListAccessesHandler,
    ReadMeHandler,
    ReadOverviewHandler,
    ReadReportHandler,
  ],
})
export class PortalModule {}
