import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#features/access/access.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { CustomerRecords } from './customer-records';
import { FindSubjectsHandler } from './queries/find-subjects';
import { ListRecordsHandler } from './queries/list-records';
import { ListSharingsHandler } from './queries/list-sharings';
import { ListSubjectsOfRecipientHandler } from './queries/list-subjects-of-recipient';
import { ReadNameHandler } from './queries/read-name';
import { ReadRecordHandler } from './queries/read-record';
import { ReadRecordAsOfHandler } from './queries/read-record-as-of';
import { RecordController } from './record.controller';
import { SearchController } from './search.controller';
import { SubjectRecord } from './subject-record.entity';
import { SubjectSharing } from './subject-sharing.entity';

/** Current customer records, and finding a person. */
@Module({
  imports: [TypeOrmModule.forFeature([SubjectRecord, SubjectSharing]), AccessModule, SubjectsModule],
  controllers: [RecordController, SearchController],
  providers: [
    CustomerRecords,
    // queries
    FindSubjectsHandler,
    ListRecordsHandler,
    ListSharingsHandler,
    ListSubjectsOfRecipientHandler,
    ReadNameHandler,
    ReadRecordHandler,
    ReadRecordAsOfHandler,
  ],
  exports: [CustomerRecords],
})
export class RecordsModule {}
