import { Module } from '@nestjs/common';
import { LookAtActorHandler } from './commands/look-at-actor';
import { RecordLookHandler } from './commands/record-look';
import { RecordPreviewHandler } from './commands/record-preview';
import { RecordSearchHandler } from './commands/record-search';
import { RefuseLookHandler } from './commands/refuse-look';
import { Looks } from './looks';

/** Who looked at what, and why (P09); sign-ins (P06). */
@Module({
  providers: [
    Looks,
    // commands
    LookAtActorHandler,
    RecordLookHandler,
    RecordPreviewHandler,
    RecordSearchHandler,
    RefuseLookHandler,
  ],
  exports: [Looks],
})
export class AccessModule {}
