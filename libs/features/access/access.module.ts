import { Module } from '@nestjs/common';
import { LookAtActorHandler } from './commands/look-at-actor';
import { RecordLookHandler } from './commands/record-look';
import { RecordSearchHandler } from './commands/record-search';
import { Looks } from './looks';

/** Who looked at what, and why (P09); sign-ins (P06). */
@Module({
  providers: [
    Looks,
    // commands
    LookAtActorHandler,
    RecordLookHandler,
    RecordSearchHandler,
  ],
  exports: [Looks],
})
export class AccessModule {}
