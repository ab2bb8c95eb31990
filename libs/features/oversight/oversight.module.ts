import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { ExpirySweep } from './expiry.sweep';
import { OversightController } from './oversight.controller';
import { ListAcceptancesHandler } from './queries/list-acceptances';
import { ListLooksHandler } from './queries/list-looks';
import { ListOutsidePolicyHandler } from './queries/list-outside-policy';
import { ListRecipientsHandler } from './queries/list-recipients';
import { ListSubjectsOfBodyHandler } from './queries/list-subjects-of-body';
import { ListRefusalsHandler } from './queries/list-refusals';

/** What privacy officers ask across subjects. */
@Module({
  imports: [AccessModule, RecordsModule],
  controllers: [OversightController],
  providers: [
    ExpirySweep,
    // queries
    ListAcceptancesHandler,
    ListLooksHandler,
    ListOutsidePolicyHandler,
    ListRecipientsHandler,
    ListRefusalsHandler,
    ListSubjectsOfBodyHandler,
  ],
})
export class OversightModule {}
