import { Module } from '@nestjs/common';
import { Audits } from './audits';
import { AuditsController } from './audits.controller';
import { CloseAuditHandler } from './commands/close-audit';
import { OpenAuditHandler } from './commands/open-audit';
import { RecordConsultationHandler } from './commands/record-consultation';
import { ListAuditsHandler } from './queries/list-audits';

/** The times in which auditors are let in, and looks at the register. */
@Module({
  controllers: [AuditsController],
  providers: [
    Audits,
    // commands
    CloseAuditHandler,
    OpenAuditHandler,
    RecordConsultationHandler,
    // queries
    ListAuditsHandler,
  ],
  exports: [Audits],
})
export class AuditsModule {}
