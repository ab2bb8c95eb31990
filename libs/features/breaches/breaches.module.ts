import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ErasureModule } from '#features/erasure/erasure.module';
import { BreachRow } from './breach-row.entity';
import { Breaches } from './breaches';
import { BreachesController } from './breaches.controller';
import { AssessBreachHandler } from './commands/assess-breach';
import { CloseBreachHandler } from './commands/close-breach';
import { CorrectBreachHandler } from './commands/correct-breach';
import { ExpireBreachHandler } from './commands/expire-breach';
import { LookAtBreachHandler } from './commands/look-at-breach';
import { NotTellPersonsHandler } from './commands/not-tell-persons';
import { NotifyAuthorityHandler } from './commands/notify-authority';
import { RecordBreachHandler } from './commands/record-breach';
import { RemindOfBreachHandler } from './commands/remind-of-breach';
import { TellPersonsHandler } from './commands/tell-persons';
import { ListBreachesHandler } from './queries/list-breaches';
import { ReadBreachHandler } from './queries/read-breach';

/** Breaches of personal data (Art. 33, 34). */
@Module({
  imports: [TypeOrmModule.forFeature([BreachRow]), ErasureModule],
  controllers: [BreachesController],
  providers: [
    Breaches,
    // commands
    AssessBreachHandler,
    CloseBreachHandler,
    CorrectBreachHandler,
    ExpireBreachHandler,
    LookAtBreachHandler,
    NotTellPersonsHandler,
    NotifyAuthorityHandler,
    RecordBreachHandler,
    RemindOfBreachHandler,
    TellPersonsHandler,
    // queries
    ListBreachesHandler,
    ReadBreachHandler,
  ],
})
export class BreachesModule {}
