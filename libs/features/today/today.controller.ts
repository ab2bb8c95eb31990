import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Endpoint, query, type Call, type Result } from '#libs/http';
import { Counts, ReadCounts } from './queries/read-counts';
import { ReadStatistics, ReadStatisticsQuery, Statistics } from './queries/read-statistics';
import { ListStandingOut, ListStandingOutQuery, StandingOutPage } from './queries/list-standing-out';
import { ReadToday, Today } from './queries/read-today';

const today = query('/v1/today', {
  tag: 'today',
  roles: ['privacy-officer'],
  position: true,
  summary: "Read today's work: what is due, what waits for a second officer, which looks stand out",
  description:
    'By pseudonym; no personal value is in it. Due: what is open and has a last day within 30 days, or had one; ' +
    'mediations and mail whatever their last day, since somebody waits for a word. ' +
    'Looks of the last 24 hours stand out where one person made many of them, where they were made at night, and where they ' +
    'were made for a request of somebody of whom none was open.',
  response: Today,
  problems: ['projection-behind'],
});
const looks = query('/v1/today/looks', {
  tag: 'today',
  roles: ['privacy-officer'],
  position: true,
  summary: 'List the looks that one number of today counts',
  description:
    'Newest first, by pseudonym: of one person in one role, and why they stand out (P09). Asked with `now` of `/v1/today` they ' +
    'are those that it counted.',
  query: ListStandingOutQuery,
  response: StandingOutPage,
  problems: ['projection-behind'],
});
const counts = query('/v1/counts', {
  tag: 'today',
  roles: ['privacy-officer', 'auditor'],
  position: true,
  summary: 'Count customers, running services and open matters',
  description:
    'As they are now, by sort: nothing of anybody is in it. What was done in a period is counted by `/v1/statistics`.',
  response: Counts,
  problems: ['projection-behind'],
});
const statistics = query('/v1/statistics', {
  tag: 'today',
  roles: ['privacy-officer', 'auditor'],
  position: true,
  summary: 'Count what the register says, by day, kind and recipient',
  description:
    'From a read model that counts as events come in. Days are those of Brussels. By recipient: only what has one.',
  query: ReadStatisticsQuery,
  response: Statistics,
  problems: ['period-too-long', 'projection-behind'],
});

/** What a privacy officer begins the day with. */
@Controller()
export class TodayController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(today)
  async today({ position, context }: Call<typeof today>): Promise<Result<typeof today>> {
    return this.queries.execute(new ReadToday(position, context.actor));
  }

  @Endpoint(looks)
  async looks({ query: by, position }: Call<typeof looks>): Promise<Result<typeof looks>> {
    return this.queries.execute(new ListStandingOut(by, position));
  }

  @Endpoint(counts)
  async counts({ position }: Call<typeof counts>): Promise<Result<typeof counts>> {
    return this.queries.execute(new ReadCounts(position));
  }

  @Endpoint(statistics)
  async statistics({ query: asked, position }: Call<typeof statistics>): Promise<Result<typeof statistics>> {
    return this.queries.execute(new ReadStatistics(asked, position));
  }
}
