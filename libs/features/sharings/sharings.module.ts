import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { ReadSharingHandler } from './queries/read-sharing';
import { SharingController } from './sharings.controller';

/** What leaves: to recipients, and to the customer about a renewal. */
@Module({
  imports: [AccessModule, SubjectsModule],
  controllers: [SharingController],
  providers: [
    // queries
    ReadSharingHandler,
  ],
})
export class SharingsModule {}
