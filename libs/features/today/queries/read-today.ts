import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { Pool } from 'pg';
import { ListBreaches } from '#features/breaches/queries/list-breaches';
import { ListDuties } from '#features/duties/queries/list-duties';
import { ListMatters } from '#features/correspondence/queries/list-matters';
import { ListMediations } from '#features/mediation/queries/list-mediations';
import { ListOrders } from '#features/orders/queries/list-orders';
import { ListOutsidePolicy } from '#features/oversight/queries/list-outside-policy';
import { ListRequests } from '#features/requests/queries/list-requests';
import { REMINDERS, type Reminder } from '#libs/deadlines';
import { EventStore, type Actor, type Position } from '#libs/event-store';
import { countRenewals } from '#libs/features/oversight';
import { Describe, IsDay, IsId, IsTime, Named, Nested } from '#libs/http/schema';
import { addDays, brusselsDay, Clock, type Day, type Uuid } from '#libs/kernel';
import { Freshness, projectionDelays, projectionStates } from '#libs/projections';
import { registerSize } from '#libs/register/postgres';
import { DUE_KINDS, dueUntil, type Due, type DueKind } from '../due';
import { looksThatStandOut, refusalsIn, STANDING_OUT, type StandingOut } from '../looks.sql';

/** Days that are looked ahead. */
const AHEAD = 30;
/** Of each list, at most; `cut` says that there is more. */
const MOST = 500;
const OPEN_ORDERS = ['registered', 'approved'] as const;
const OPEN_MEDIATIONS = ['to-tell', 'waiting', 'to-answer'] as const;
const DAY_MS = 24 * 3_600_000;

class DueItem implements Due {
  @IsIn(DUE_KINDS)
  readonly what!: DueKind;

  @IsId()
  readonly id!: Uuid;

  @Describe('Kind of a request or a duty, body of an order, mailbox of a matter.')
  @IsOptional()
  @IsString()
  readonly kind?: string;

  @IsString()
  readonly status!: string;

  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @Describe('The last day; absent while the clock stands still, and where there is none.')
  @IsOptional()
  @IsDay()
  readonly day?: Day;

  @Describe('What officers were last reminded of, of a request or of mail that may be one.')
  @IsOptional()
  @IsIn(REMINDERS)
  readonly reminded?: Reminder;

  @Describe(
    'Of a breach of which the authority has to be told: whole hours that are left, below zero when they are over.',
  )
  @IsOptional()
  @IsInt()
  readonly hoursLeft?: number;

  @IsBoolean()
  readonly overdue!: boolean;
}

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

  @Describe('Refusals of the last 24 hours.')
  @IsInt()
  readonly refusals!: number;

  @Describe('Services whose day of renewal is within 30 days; `/v1/renewals` lists them.')
  @IsInt()
  readonly renewals!: number;

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
    const day = brusselsDay(now);
    await this.freshness.of('register', position);
    const period = {
      from: new Date(now.getTime() - DAY_MS).toISOString(),
      // Nothing is later than now but by another machine's clock.
      to: new Date(now.getTime() + DAY_MS).toISOString(),
    };
    const [work, refusals, looks] = await Promise.all([
      this.work(position, actor),
      refusalsIn(this.db, period),
      looksThatStandOut(this.db, period),
    ]);
    return {
      now: now.toISOString(),
      day,
      due: dueUntil(work.due, day, addDays(day, AHEAD)),
      refusals,
      renewals: await countRenewals(this.db, { from: day, to: addDays(day, AHEAD) }),
      looks,
      projections: await this.projections(now),
      entries: String(await registerSize(this.db)),
      cut: work.cut,
    };
  }

  private async work(position: Position | undefined, actor: Actor) {
    const page = { limit: MOST };
    const [requests, duties, matters, outside, breaches, orders, mediations] = await Promise.all([
      this.queries.execute(new ListRequests(page, position)),
      this.queries.execute(new ListDuties(page, position, actor)),
      this.queries.execute(new ListMatters(page, position)),
      this.queries.execute(new ListOutsidePolicy(page, position)),
      this.queries.execute(new ListBreaches({ ...page, which: 'open' }, position)),
      Promise.all(
        OPEN_ORDERS.map(status => this.queries.execute(new ListOrders({ ...page, status }, position))),
      ),
      Promise.all(
        OPEN_MEDIATIONS.map(status =>
          this.queries.execute(new ListMediations({ ...page, status }, position)),
        ),
      ),
    ]);
    const mail = new Set(requests.requests.map(({ matter }) => matter));
    const due: Omit<Due, 'overdue'>[] = [
      ...requests.requests.map(
        ({ request, matter, kind, status, identity, subject, reminded, due: last }) => ({
          // Mail that may be a request has a request's term, and a matter's page.
          what: matter === undefined ? ('request' as const) : ('matter' as const),
          id: (request ?? matter)!,
          kind,
          status: status === 'open' && identity === 'asked' ? 'waiting-for-proof' : status,
          ...(subject && { subject }),
          ...(last && { day: last }),
          ...(reminded && { reminded }),
        }),
      ),
      ...duties.duties.map(({ duty, kind, subject, due: last }) => ({
        what: 'duty' as const,
        id: duty,
        kind,
        status: 'to-be-told',
        subject,
        day: last,
      })),
      ...orders
        .flatMap(page => page.orders)
        .map(({ order, body, status, deadline }) => ({
          what: 'order' as const,
          id: order,
          kind: body,
          status,
          ...(deadline && { day: deadline }),
        })),
      ...mediations
        .flatMap(page => page.mediations)
        .map(({ mediation, status, until, latest }) => ({
          what: 'mediation' as const,
          id: mediation,
          status,
          day: status === 'waiting' ? until : latest,
        })),
      ...matters.matters
        .filter(({ matter }) => !mail.has(matter))
        .map(({ matter, mailbox, status, latest }) => ({
          what: 'matter' as const,
          id: matter,
          kind: mailbox,
          status,
          day: latest,
        })),
      ...outside.subjects
        .filter(({ until }) => until !== undefined)
        .map(({ subject, until }) => ({
          what: 'outside-policy' as const,
          id: subject,
          status: 'expires',
          subject,
          day: until!,
        })),
      ...breaches.breaches.map(({ breach, status, due: end, hoursLeft }) => ({
        what: 'breach' as const,
        id: breach,
        status,
        ...(hoursLeft !== undefined && { day: brusselsDay(new Date(end!)), hoursLeft }),
      })),
    ];
    const lists = [requests, duties, matters, outside, breaches, ...orders, ...mediations];
    return { due, cut: lists.some(({ next }) => next !== undefined) };
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
