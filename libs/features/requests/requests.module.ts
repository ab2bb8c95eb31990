import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessDocumentModule } from '#features/access-document/access-document.module';
import { AccessModule } from '#features/access/access.module';
import { RecordsModule } from '#features/records/records.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { AskConfirmationHandler } from './commands/ask-confirmation';
import { AskProofHandler } from './commands/ask-proof';
import { CarryOutRequestHandler } from './commands/carry-out-request';
import { CloseRequestHandler } from './commands/close-request';
import { ConfirmRequestHandler } from './commands/confirm-request';
import { EndExecutionHandler } from './commands/end-execution';
import { ExtendRequestHandler } from './commands/extend-request';
import { LinkRequestHandler } from './commands/link-request';
import { LookAtRequestHandler } from './commands/look-at-request';
import { RefuseRequestHandler } from './commands/refuse-request';
import { RegisterRequestHandler } from './commands/register-request';
import { RejectProofHandler } from './commands/reject-proof';
import { RemindOfficersHandler } from './commands/remind-officers';
import { ResumeExecutionHandler } from './commands/resume-execution';
import { SendLetterHandler } from './commands/send-letter';
import { VerifyIdentityHandler } from './commands/verify-identity';
import { DataSubjectRequest } from './data-subject-request.entity';
import { Disclosures } from './document';
import { RequestLooks } from './looks';
import { ListRequestsHandler } from './queries/list-requests';
import { ReadDeadlineHandler } from './queries/read-deadline';
import { ReadDocumentHandler } from './queries/read-document';
import { ReadLetterHandler } from './queries/read-letter';
import { ReadRequestHandler } from './queries/read-request';
import { RequestQueriesController } from './request-queries.controller';
import { ReadVCardHandler } from './queries/read-vcard';
import { RequestedModule } from './requested.module';
import { Requests } from './requests';
import { RequestsController } from './requests.controller';

/** Requests of data subjects (P18 to P20, Art. 12 to 21). */
@Module({
  imports: [
    TypeOrmModule.forFeature([DataSubjectRequest]),
    AccessDocumentModule,
    AccessModule,
    RecordsModule,
    RequestedModule,
    SubjectsModule,
  ],
  controllers: [RequestsController, RequestQueriesController],
  providers: [
    Disclosures,
    RequestLooks,
    Requests,
    // commands
    AskConfirmationHandler,
    AskProofHandler,
    CarryOutRequestHandler,
    CloseRequestHandler,
    ConfirmRequestHandler,
    EndExecutionHandler,
    ExtendRequestHandler,
    LinkRequestHandler,
    LookAtRequestHandler,
    RefuseRequestHandler,
    RegisterRequestHandler,
    RejectProofHandler,
    RemindOfficersHandler,
    ResumeExecutionHandler,
    SendLetterHandler,
    VerifyIdentityHandler,
    // queries
    ListRequestsHandler,
    ReadDeadlineHandler,
    ReadDocumentHandler,
    ReadLetterHandler,
    ReadRequestHandler,
    ReadVCardHandler,
  ],
})
export class RequestsModule {}
