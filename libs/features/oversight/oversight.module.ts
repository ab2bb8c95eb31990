import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { Employees } from './employees';
import { ExpirySweep } from './expiry.sweep';
import { OversightController } from './oversight.controller';
import { CountExpiringHandler } from './queries/count-expiring';
import { CountRetentionHandler } from './queries/count-retention';
import { FindActorHandler } from './queries/find-actor';
import { ListAcceptancesHandler } from './queries/list-acceptances';
import { ListLooksHandler } from './queries/list-looks';
import { ListOutsidePolicyHandler } from './queries/list-outside-policy';
import { ListRecipientsHandler } from './queries/list-recipients';
import { ListRetentionHandler } from './queries/list-retention';
import { ListSubjectsOfBodyHandler } from './queries/list-subjects-of-body';
import { ListRefusalsHandler } from './queries/list-refusals';
import { ListRenewalsHandler } from './queries/list-renewals';
import { ReadActorHandler } from './queries/read-actor';
import { Retention } from './retention';

/** What privacy officers ask across subjects. */
@Module({
  imports: [AccessModule, RecordsModule, SubjectsModule],
  controllers: [OversightController],
  providers: [
    Employees,
    ExpirySweep,
    Retention,
    // queries
    CountExpiringHandler,
    CountRetentionHandler,
    FindActorHandler,
    ListAcceptancesHandler,
    ListLooksHandler,
    ListOutsidePolicyHandler,
    ListRecipientsHandler,
    ListRefusalsHandler,
    ListRenewalsHandler,
    ListRetentionHandler,
    ListSubjectsOfBodyHandler,
    ReadActorHandler,
  ],
})
export class OversightModule {}
