import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { CommandRunner } from '#libs/commands';
import { deadlineOf, holidaysOf, trailText, type Deadline } from '#libs/deadlines';
import { matterStreamOf, type MatterState } from '#libs/features/correspondence';
import { Describe } from '#libs/http/schema';
import { brusselsDay, Clock, DomainError, type Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import type { ShownDeadline } from '../answers';
import { deadlineOfRequest, requestStreamOf } from '../state';

export class ReadDeadlineQuery {
  @Describe('What the steps are told in.')
  @IsIn(LANGUAGES)
  readonly language!: Language;
}

/** How the last day of a request follows, or of mail that may be one: days and rules, nothing of anybody. */
export class ReadDeadline extends Query<ShownDeadline> {
  constructor(
    readonly id: Uuid,
    readonly language: Language,
  ) {
    super();
  }
}

@QueryHandler(ReadDeadline)
export class ReadDeadlineHandler implements IQueryHandler<ReadDeadline> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found`, of a question too, which has no term (P20) */
  async execute({ id, language }: ReadDeadline): Promise<ShownDeadline> {
    const { state } = await this.runner.load(requestStreamOf(id));
    const { deadline, status } =
      state.kind === undefined
        ? await this.ofMail(id)
        : { deadline: deadlineOfRequest(state), status: state.status };
    if (!deadline) throw new DomainError('not-found');
    const today = brusselsDay(this.clock.now());
    return shownDeadline(deadline, { open: status === 'open', today, language });
  }

  /** As if it were a request, by the calendar that it was decided by (EDPB 01/2022 §159). */
  private async ofMail(
    matter: Uuid,
  ): Promise<{ readonly deadline?: Deadline; readonly status: MatterState['status'] }> {
    const { opened, status } = (await this.runner.load(matterStreamOf(matter))).state;
    if (!opened?.clock) return { status };
    const received = brusselsDay(new Date(opened.receivedAt));
    const holidays = holidaysOf(opened.clock.holidays);
    return { deadline: deadlineOf({ received, pauses: [], extended: false }, holidays), status };
  }
}

/** Both dates and how they follow (Reg. 1182/71). */
export function shownDeadline(
  { due, unpaused, extendUntil, holidays, trail, strict }: Deadline,
  { open, today, language }: { readonly open: boolean; readonly today: string; readonly language: Language },
): ShownDeadline {
  return {
    ...(due !== undefined && { due }),
    unpaused,
    ...(extendUntil !== undefined && { extendUntil }),
    ...(strict?.due !== undefined && { strictDue: strict.due }),
    overdue: open && due !== undefined && due < today,
    holidays,
    steps: trail,
    text: trailText(trail, language),
  };
}
