import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#features/access/access.module';
import { ErasureModule } from '#features/erasure/erasure.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { ConfirmTellingHandler } from './commands/confirm-telling';
import { EndDutyKeyHandler } from './commands/end-duty-key';
import { RecordTellingFailedHandler } from './commands/record-telling-failed';
import { TellRecipientHandler } from './commands/tell-recipient';
import { WaiveDutyHandler } from './commands/waive-duty';
import { DutiesController } from './duties.controller';
import { DutyRow } from './duty-row.entity';
import { Notices } from './notices';
import { ListDutiesHandler } from './queries/list-duties';
import { ReadDutiesHandler } from './queries/read-duties';

/** Recipients are told what was done to the data that they got (Art. 19). */
@Module({
  imports: [TypeOrmModule.forFeature([DutyRow]), AccessModule, SubjectsModule, ErasureModule],
  controllers: [DutiesController],
  providers: [
    Notices,
    // commands
    ConfirmTellingHandler,
    EndDutyKeyHandler,
    RecordTellingFailedHandler,
    TellRecipientHandler,
    WaiveDutyHandler,
    // queries
    ListDutiesHandler,
    ReadDutiesHandler,
  ],
})
export class DutiesModule {}
