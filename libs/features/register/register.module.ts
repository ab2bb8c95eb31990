import { Module } from '@nestjs/common';
import { AccessModule } from '#features/access/access.module';
import { AuditsModule } from '#features/audits/audits.module';
import { ExportRegisterOfSubjectHandler } from './queries/export-register-of-subject';
import { ReadEntryHandler } from './queries/read-entry';
import { ReadRegisterOfSubjectHandler } from './queries/read-register-of-subject';
import { SearchRegisterHandler } from './queries/search-register';
import { RegisterController } from './register.controller';
import { WhoIsResponsible } from './responsible';
import { SubjectLooks } from './subject-looks';
import { Withheld } from './withheld';

@Module({
  imports: [AccessModule, AuditsModule],
  controllers: [RegisterController],
  providers: [
    Withheld,
    SubjectLooks,
    WhoIsResponsible,
    // queries
    ExportRegisterOfSubjectHandler,
    ReadEntryHandler,
    ReadRegisterOfSubjectHandler,
    SearchRegisterHandler,
  ],
})
export class RegisterModule {}
