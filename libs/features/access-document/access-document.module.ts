import { Module } from '@nestjs/common';
import { RecordsModule } from '#features/records/records.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { AccessDocuments } from './documents';

/** The one document of all that is held on a person (Art. 15). */
@Module({
  imports: [RecordsModule, SubjectsModule],
  providers: [AccessDocuments],
  exports: [AccessDocuments],
})
export class AccessDocumentModule {}
