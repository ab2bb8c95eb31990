import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Pool } from 'pg';
import { AccessModule } from '#features/access/access.module';
import { ErasureModule } from '#features/erasure/erasure.module';
import { Freshness } from '#libs/projections';
import { Affected } from './affected';
import { AffectedInRegister } from './affected-in-register';
import { BreachRow } from './breach-row.entity';
import { Breaches } from './breaches';
import { BreachesController } from './breaches.controller';
import { AssessBreachHandler } from './commands/assess-breach';
import { CloseBreachHandler } from './commands/close-breach';
import { CorrectBreachHandler } from './commands/correct-breach';
import { DetermineAffectedHandler } from './commands/determine-affected';
import { ExpireBreachHandler } from './commands/expire-breach';
import { LookAtBreachHandler } from './commands/look-at-breach';
import { NotTellPersonsHandler } from './commands/not-tell-persons';
import { NotifyAuthorityHandler } from './commands/notify-authority';
import { RecordBreachHandler } from './commands/record-breach';
import { RemindOfBreachHandler } from './commands/remind-of-breach';
import { TellPersonsHandler } from './commands/tell-persons';
import { WriteLetterHandler } from './commands/write-letter';
import { BreachLetters } from './letters';
import { ExportAffectedHandler } from './queries/export-affected';
import { ListBreachesHandler } from './queries/list-breaches';
import { ReadAffectedHandler } from './queries/read-affected';
import { ReadBreachHandler } from './queries/read-breach';
import { ReadBreachLetterHandler } from './queries/read-breach-letter';
import { ReadBreachLettersHandler } from './queries/read-breach-letters';
import { ReadFileHandler } from './queries/read-file';

/** Breaches of personal data (Art. 33, 34). */
@Module({
  imports: [TypeOrmModule.forFeature([BreachRow]), AccessModule, ErasureModule],
  controllers: [BreachesController],
  providers: [
    Breaches,
    BreachLetters,
    {
      provide: Affected,
      inject: [Pool, Freshness],
      useFactory: (pool: Pool, freshness: Freshness) => new AffectedInRegister(pool, freshness),
    },
    // commands
    AssessBreachHandler,
    CloseBreachHandler,
    CorrectBreachHandler,
    DetermineAffectedHandler,
    ExpireBreachHandler,
    LookAtBreachHandler,
    NotTellPersonsHandler,
    NotifyAuthorityHandler,
    RecordBreachHandler,
    RemindOfBreachHandler,
    TellPersonsHandler,
    WriteLetterHandler,
    // queries
    ExportAffectedHandler,
    ListBreachesHandler,
    ReadAffectedHandler,
    ReadBreachHandler,
    ReadBreachLetterHandler,
    ReadBreachLettersHandler,
    ReadFileHandler,
  ],
})
export class BreachesModule {}
