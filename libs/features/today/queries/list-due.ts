import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import { ListBreaches } from '#features/breaches/queries/list-breaches';
import { ListDuties } from '#features/duties/queries/list-duties';
import { ListMatters } from '#features/correspondence/queries/list-matters';
import { ListMediations } from '#features/mediation/queries/list-mediations';
import { ListOrders } from '#features/orders/queries/list-orders';
import { ListOutsidePolicy } from '#features/oversight/queries/list-outside-policy';
import { ListRequests } from '#features/requests/queries/list-requests';
import { REMINDERS, type Reminder } from '#libs/deadlines';
import type { Actor, Position } from '#libs/event-store';
import { Describe, IsDay, IsId, IsTime } from '#libs/http/schema';
import { addDays, brusselsDay, Clock, type Day, type Uuid } from '#libs/kernel';
import { DUE_KINDS, dueUntil, type Due, type DueKind } from '../due';

/** Days that are looked ahead. */
export const AHEAD = 30;
/** Of each list, at most; `cut` says of which there is more. */
const MOST = 500;
const OPEN_ORDERS = ['registered', 'approved'] as const;
const OPEN_MEDIATIONS = ['to-tell', 'waiting', 'to-answer'] as const;

export class DueItem implements Due {
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

  @Describe('Of an order: the officer who registered it, and who does not approve it (P16).')
  @IsOptional()
  @IsString()
  readonly registeredBy?: string;

  @Describe('Whom it is about, of one person alone: of a mediation the owner, where the name is held here.')
  @IsOptional()
  @IsId()
  readonly subject?: Uuid;

  @Describe(
    'The day from which the term is counted; absent where none is counted: a body says itself by when, a question has no term. ' +
      'How the last day of a request follows, `/v1/requests/{request}/deadline` tells.',
  )
  @IsOptional()
  @IsDay()
  readonly since?: Day;

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

  @Describe('Of the same: when they are over.')
  @IsOptional()
  @IsTime()
  readonly until?: string;

  @IsBoolean()
  readonly overdue!: boolean;
}

interface DueList {
  /** Today, in Brussels. */
  readonly day: Day;
  /** What is open and has a last day within the days ahead, or had one, or is waited for; the first first. */
  readonly due: readonly Due[];
  /** Sorts of which more is open than is listed. */
  readonly cut: readonly DueKind[];
}

/** What is open, and by when: of every sort that officers answer for. */
export class ListDue extends Query<DueList> {
  constructor(
    readonly position: Position | undefined,
    readonly actor: Actor,
  ) {
    super();
  }
}

@QueryHandler(ListDue)
export class ListDueHandler implements IQueryHandler<ListDue> {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  async execute({ position, actor }: ListDue): Promise<DueList> {
    const day = brusselsDay(this.clock.now());
    const { due, cut } = await this.open(position, actor);
    return { day, due: dueUntil(due, day, addDays(day, AHEAD)), cut };
  }

  private async open(position: Position | undefined, actor: Actor) {
    const page = { limit: MOST };
    const [requests, duties, matters, outside, breaches, orders, mediations] = await Promise.all([
      this.queries.execute(new ListRequests(page, position)),
      this.queries.execute(new ListDuties(page, position, actor)),
      this.queries.execute(new ListMatters(page, position)),
      this.queries.execute(new ListOutsidePolicy(page, position, 'expiring')),
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
        ({ request, matter, kind, status, identity, subject, reminded, received, unpaused, due: last }) => ({
          // Mail that may be a request has a request's term, and a matter's page.
          what: matter === undefined ? ('request' as const) : ('matter' as const),
          id: (request ?? matter)!,
          kind,
          status: status === 'open' && identity === 'asked' ? 'waiting-for-proof' : status,
          ...(subject && { subject }),
          // A question has no term (P20).
          ...(unpaused && { since: brusselsDay(new Date(received)) }),
          ...(last && { day: last }),
          ...(reminded && { reminded }),
        }),
      ),
      ...duties.duties.map(({ duty, kind, subject, opened, due: last }) => ({
        what: 'duty' as const,
        id: duty,
        kind,
        status: 'to-be-told',
        subject,
        since: brusselsDay(new Date(opened)),
        day: last,
      })),
      ...orders
        .flatMap(page => page.orders)
        .map(({ order, body, status, deadline, registeredBy, groundConfirmed }) => ({
          what: 'order' as const,
          id: order,
          kind: body,
          // On a ground that nobody confirmed nothing is approved or disclosed (P16).
          status: groundConfirmed ? status : 'ground-unconfirmed',
          registeredBy,
          ...(deadline && { day: deadline }),
        })),
      ...mediations
        .flatMap(page => page.mediations)
        .map(({ mediation, status, owner, informed, opened, until, latest }) => ({
          what: 'mediation' as const,
          id: mediation,
          // Nobody chooses who was not informed; where no owner is held here there is nobody to inform (P15).
          status: status === 'waiting' && owner && !informed ? 'to-inform' : status,
          ...(owner && { subject: owner }),
          since: brusselsDay(new Date(opened)),
          day: status === 'waiting' ? until : latest,
        })),
      ...matters.matters
        .filter(({ matter }) => !mail.has(matter))
        .map(({ matter, mailbox, status, opened, latest }) => ({
          what: 'matter' as const,
          id: matter,
          kind: mailbox,
          status,
          since: brusselsDay(new Date(opened)),
          day: latest,
        })),
      ...outside.subjects.map(({ subject, since, until }) => ({
        what: 'outside-policy' as const,
        id: subject,
        status: 'expires',
        subject,
        since: brusselsDay(new Date(since)),
        day: until!,
      })),
      ...breaches.breaches.map(({ breach, status, knownAt, due: end, hoursLeft }) => ({
        what: 'breach' as const,
        id: breach,
        status,
        ...(knownAt !== undefined && hoursLeft !== undefined && { since: brusselsDay(new Date(knownAt)) }),
        ...(hoursLeft !== undefined && { day: brusselsDay(new Date(end!)), hoursLeft, until: end! }),
      })),
    ];
    const pages: Record<DueKind, readonly { readonly next?: string }[]> = {
      request: [requests],
      duty: [duties],
      order: orders,
      mediation: mediations,
      matter: [requests, matters],
      'outside-policy': [outside],
      breach: [breaches],
    };
    const cut = DUE_KINDS.filter(kind => pages[kind].some(({ next }) => next !== undefined));
    return { due, cut };
  }
}
