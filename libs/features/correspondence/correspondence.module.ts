import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CloseMatterHandler } from './commands/close-matter';
import { LapseMatterHandler } from './commands/lapse-matter';
import { LookAtMatterHandler } from './commands/look-at-matter';
import { NoteMatterHandler } from './commands/note-matter';
import { OpenMatterHandler } from './commands/open-matter';
import { RemindOfMailHandler } from './commands/remind-of-mail';
import { MattersController } from './correspondence.controller';
import { Matter } from './matter.entity';
import { ListMattersHandler } from './queries/list-matters';
import { ReadMatterHandler } from './queries/read-matter';

/** Mail to contact addresses (P07). */
@Module({
  imports: [TypeOrmModule.forFeature([Matter])],
  controllers: [MattersController],
  providers: [
    // commands
    CloseMatterHandler,
    LapseMatterHandler,
    LookAtMatterHandler,
    NoteMatterHandler,
    OpenMatterHandler,
    RemindOfMailHandler,
    // queries
    ListMattersHandler,
    ReadMatterHandler,
  ],
})
export class CorrespondenceModule {}
