import { Module } from '@nestjs/common';
import { Pool } from 'pg';
import { EventStore, EventTypes } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { RegisterProjection } from '#libs/register';
import { ApprovePassingHandler } from './commands/approve-passing';
import { MakeUpForPassedHandler } from './commands/make-up-for-passed';
import { ProposePassingHandler } from './commands/propose-passing';
import { WithdrawPassingHandler } from './commands/withdraw-passing';
import { MissingEntries } from './missing-entries';
import { PassedEventsController } from './passed-events.controller';
import { ListPassingsHandler } from './queries/list-passings';
import { StandingEvents } from './standing-events';

/** Events that officers decided that projections pass over. */
@Module({
  controllers: [PassedEventsController],
  providers: [
    {
      provide: StandingEvents,
      inject: [Pool, EventStore],
      useFactory: (pool: Pool, store: EventStore) => new StandingEvents(pool, store),
    },
    {
      provide: MissingEntries,
      inject: [EventStore, EventTypes, Composition, Pool],
      useFactory: (store: EventStore, types: EventTypes, features: Composition, pool: Pool) =>
        new MissingEntries(
          store,
          types,
          { entries: features.entries(), holds: features.holds() },
          // A non-disclosure hold is changed by an event that is in the log, and this one is not yet.
          new RegisterProjection(features.entries()),
          pool,
        ),
    },
    // commands
    ApprovePassingHandler,
    MakeUpForPassedHandler,
    ProposePassingHandler,
    WithdrawPassingHandler,
    // queries
    ListPassingsHandler,
  ],
})
export class PassedEventsModule {}
