import { Module } from '@nestjs/common';
import { ListDueHandler } from './queries/list-due';
import { ListStandingOutHandler } from './queries/list-standing-out';
import { ReadCountsHandler } from './queries/read-counts';
import { ReadStatisticsHandler } from './queries/read-statistics';
import { ReadTodayHandler } from './queries/read-today';
import { TodayController } from './today.controller';

/** What a privacy officer begins the day with: what is due, what stands out, and how much was done. */
@Module({
  controllers: [TodayController],
  providers: [
    // queries
    ListDueHandler,
    ListStandingOutHandler,
    ReadCountsHandler,
    ReadStatisticsHandler,
    ReadTodayHandler,
  ],
})
export class TodayModule {}
