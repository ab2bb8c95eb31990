import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsBoolean, IsIn, IsInt, IsString } from 'class-validator';
import { Pool } from 'pg';
import { EventStore, type Actor, type Position } from '#libs/event-store';
import { countRenewals } from '#libs/features/oversight';
import { Describe, IsDay, IsTime, Named, Nested } from '#libs/http/schema';
import { addDays, Clock, type Day } from '#libs/kernel';
import { Freshness, projectionDelays, projectionStates } from '#libs/projections';
import { registerSize } from '#libs/register/postgres';
import {
  lastDay,
  looksThatStandOut,
  refusalsIn,
  STANDING_OUT,
  type Period,
  type StandingOut,
} from '../looks.sql';
import { AHEAD, DueItem, ListDue } from './list-due';

class LooksThatStandOut implements StandingOut {
  @IsIn(STANDING_OUT)
  readonly why!: StandingOut['why'];

  @IsString()
  readonly actor!: string;

  @IsString()
  readonly role!: string;

  @IsInt()
  readonly looks!: number;
}

class PeriodShown implements Period {
  @Describe('From this time on.')
  @IsTime()
  readonly from!: string;

  @Describe('Before this time.')
  @IsTime()
  readonly to!: string;
}

class ProjectionDelay {
  @IsString()
  readonly name!: string;

  @Describe('How long the oldest event waits that it has not applied, in milliseconds.')
  @IsInt()
  readonly behind!: number;

  @IsBoolean()
  readonly failed!: boolean;
}

@Named('Today')
export class Today {
  @IsTime()
  readonly now!: string;

  @IsDay()
  readonly day!: Day;

  @Nested(() => DueItem, { each: true })
  readonly due!: readonly DueItem[];

  @Describe('The last 24 hours, of which refusals and looks are told.')
  @Nested(() => PeriodShown)
  readonly period!: Period;

  @Describe('Refusals of that period.')
  @IsInt()
  readonly refusals!: number;

  @Describe('Services whose day of renewal is within 30 days; `/v1/renewals` lists them.')
  @IsInt()
  readonly renewals!: number;

  @Describe('Looks of that period; `/v1/today/looks` lists those of each number.')
  @Nested(() => LooksThatStandOut, { each: true })
  readonly looks!: readonly LooksThatStandOut[];

  @Nested(() => ProjectionDelay, { each: true })
  readonly projections!: readonly ProjectionDelay[];

  @Describe('How many entries the register has.')
  @IsString()
  readonly entries!: string;

  @Describe('Whether one of the lists that this is made of is longer than 500.')
  @IsBoolean()
  readonly cut!: boolean;
}

/** What officers do today, and what they should know. */
export class ReadToday extends Query<Today> {
  constructor(
    readonly position: Position | undefined,
    readonly actor: Actor,
  ) {
    super();
  }
}

@QueryHandler(ReadToday)
export class ReadTodayHandler implements IQueryHandler<ReadToday> {
  constructor(
    private readonly queries: QueryBus,
    private readonly db: Pool,
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
  ) {}

  async execute({ position, actor }: ReadToday): Promise<Today> {
    const now = this.clock.now();
    await this.freshness.of('register', position);
    const period = lastDay(now);
    const [{ day, due, cut }, refusals, looks] = await Promise.all([
      this.queries.execute(new ListDue(position, actor)),
      refusalsIn(this.db, period),
      looksThatStandOut(this.db, period),
    ]);
    return {
      now: now.toISOString(),
      day,
      due,
      period,
      refusals,
      renewals: await countRenewals(this.db, { from: day, to: addDays(day, AHEAD) }),
      looks,
      projections: await this.projections(now),
      entries: String(await registerSize(this.db)),
      cut: cut.length > 0,
    };
  }

  private async projections(now: Date): Promise<ProjectionDelay[]> {
    const states = await projectionStates(this.db);
    const delays = await projectionDelays(this.store, states, now);
    return states.map(({ name, status }) => ({
      name,
      behind: Math.round(delays[name] ?? 0),
      failed: status === 'failed',
    }));
  }
}
