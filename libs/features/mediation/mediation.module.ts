import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessModule } from '#features/access/access.module';
import { SubjectsModule } from '#features/subjects/subjects.module';
import { AnswerMediationHandler } from './commands/answer-mediation';
import { AnswerThirdPartyHandler } from './commands/answer-third-party';
import { EndAnswerPeriodHandler } from './commands/end-answer-period';
import { InformOwnerHandler } from './commands/inform-owner';
import { LapseMediationHandler } from './commands/lapse-mediation';
import { LookAtMediationHandler } from './commands/look-at-mediation';
import { OpenMediationHandler } from './commands/open-mediation';
import { TellThirdPartyHandler } from './commands/tell-third-party';
import { WithdrawMediationHandler } from './commands/withdraw-mediation';
import { MediationController } from './mediation.controller';
import { Mediation } from './mediation.entity';
import { Mediations } from './mediations';
import { ListMediationsHandler } from './queries/list-mediations';
import { ReadMediationHandler } from './queries/read-mediation';

/** Contact mediation (P15). */
@Module({
  imports: [TypeOrmModule.forFeature([Mediation]), AccessModule, SubjectsModule],
  controllers: [MediationController],
  providers: [
    Mediations,
    // commands
    AnswerMediationHandler,
    AnswerThirdPartyHandler,
    EndAnswerPeriodHandler,
    InformOwnerHandler,
    LapseMediationHandler,
    LookAtMediationHandler,
    OpenMediationHandler,
    TellThirdPartyHandler,
    WithdrawMediationHandler,
    // queries
    ListMediationsHandler,
    ReadMediationHandler,
  ],
})
export class MediationModule {}
