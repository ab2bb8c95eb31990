import { Module } from '@nestjs/common';
import { Claims } from './claims';
import { ClaimSweep } from './claims.sweep';
import { CarryOnTransferHandler } from './commands/carry-on-transfer';
import { DataController } from './data.controller';
import { Holders } from './holders';
import { LinksController } from './links.controller';
import { ObjectionsController } from './objections.controller';
import { ServicesController } from './services.controller';
import { Payloads } from './sharing';
import { SharingController } from './sharing.controller';
import { SubjectCommandHandler } from './subject-command.handler';
import { Transfers } from './transfers';

@Module({
  controllers: [DataController, ServicesController, LinksController, SharingController, ObjectionsController],
  providers: [
    SubjectCommandHandler,
    CarryOnTransferHandler,
    Claims,
    ClaimSweep,
    Holders,
    Payloads,
    Transfers,
  ],
  exports: [Holders],
})
export class SubjectsModule {}
