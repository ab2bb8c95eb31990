import { Module } from '@nestjs/common';
import { Claims } from './claims';
import { ClaimSweep } from './claims.sweep';
import { AcceptDocumentHandler } from './commands/accept-document';
import { AnnounceLiftingHandler } from './commands/announce-lifting';
import { BeginTransferHandler } from './commands/begin-transfer';
import { ChoosePaymentHandler } from './commands/choose-payment';
import { CollectHandler } from './commands/collect';
import { ContactForRenewalHandler } from './commands/contact-for-renewal';
import { CompleteTransferHandler } from './commands/complete-transfer';
import { CorrectHandler } from './commands/correct';
import { DropPaymentHandler } from './commands/drop-payment';
import { EndServiceHandler } from './commands/end-service';
import { FailTransferHandler } from './commands/fail-transfer';
import { LiftRestrictionHandler } from './commands/lift-restriction';
import { LinkDomainHandler } from './commands/link-domain';
import { LinkIdentityHandler } from './commands/link-identity';
import { LinkLoginHandler } from './commands/link-login';
import { MarkOtherPersonHandler } from './commands/mark-other-person';
import { ObjectToPurposeHandler } from './commands/object';
import { ReceiveTransferHandler } from './commands/receive-transfer';
import { RecordSharingFailedHandler } from './commands/record-sharing-failed';
import { RegisterHandler } from './commands/register';
import { RenewServiceHandler } from './commands/renew-service';
import { RestrictHandler } from './commands/restrict';
import { ResumeTransferHandler } from './commands/resume-transfer';
import { SettleClaimHandler } from './commands/settle-claim';
import { SettleObjectionHandler } from './commands/settle-objection';
import { SettleOtherPersonHandler } from './commands/settle-other-person';
import { ShareHandler } from './commands/share';
import { StartServiceHandler } from './commands/start-service';
import { UnlinkDomainHandler } from './commands/unlink-domain';
import { UnlinkIdentityHandler } from './commands/unlink-identity';
import { UnlinkLoginHandler } from './commands/unlink-login';
import { UpholdObjectionHandler } from './commands/uphold-objection';
import { UseFurtherHandler } from './commands/use-further';
import { KnownByRecipients } from './duties';
import { DataController } from './data.controller';
import { Holders } from './holders';
import { HeldValues } from './left-out';
import { LiftingLetters } from './lifting-letters';
import { LinksController } from './links.controller';
import { ObjectionsController } from './objections.controller';
import { ServicesController } from './services.controller';
import { OtherPersonsController } from './other-persons.controller';
import { Payloads } from './sharing';
import { SubjectCommandRunner } from './subject-command-runner';

@Module({
  controllers: [
    DataController,
    ServicesController,
    LinksController,
    ObjectionsController,
    OtherPersonsController,
  ],
  providers: [
    SubjectCommandRunner,
    Claims,
    ClaimSweep,
    HeldValues,
    Holders,
    KnownByRecipients,
    LiftingLetters,
    Payloads,
    // commands
    AcceptDocumentHandler,
    AnnounceLiftingHandler,
    BeginTransferHandler,
    ChoosePaymentHandler,
    CollectHandler,
    CompleteTransferHandler,
    ContactForRenewalHandler,
    CorrectHandler,
    DropPaymentHandler,
    EndServiceHandler,
    FailTransferHandler,
    LiftRestrictionHandler,
    LinkDomainHandler,
    LinkIdentityHandler,
    LinkLoginHandler,
    MarkOtherPersonHandler,
    ObjectToPurposeHandler,
    ReceiveTransferHandler,
    RecordSharingFailedHandler,
    RegisterHandler,
    RenewServiceHandler,
    RestrictHandler,
    ResumeTransferHandler,
    SettleClaimHandler,
    SettleObjectionHandler,
    SettleOtherPersonHandler,
    ShareHandler,
    StartServiceHandler,
    UnlinkDomainHandler,
    UnlinkIdentityHandler,
    UnlinkLoginHandler,
    UpholdObjectionHandler,
    UseFurtherHandler,
  ],
  exports: [HeldValues, Holders, KnownByRecipients, Payloads],
})
export class SubjectsModule {}
