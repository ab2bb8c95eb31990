import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, type CalendarOutcome, type CalendarYields } from '../guards';
import { CALENDARS, type CalendarsState } from '../state';

/** Ends an address: from then on it leads nowhere. */
export class RevokeCalendar extends Command<CalendarOutcome<'CalendarRevoked'>> {
  constructor(
    readonly calendar: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Again changes nothing. */
export function decideRevoke(
  state: CalendarsState,
  { calendar }: { readonly calendar: Uuid },
): CalendarYields<'CalendarRevoked'> {
  const found = state.find(each => each.calendar === calendar);
  if (!found) throw new DomainError('not-found');
  return found.revoked === undefined ? [event('CalendarRevoked', { calendar })] : [];
}

@CommandHandler(RevokeCalendar)
export class RevokeCalendarHandler implements ICommandHandler<RevokeCalendar> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ calendar, context }: RevokeCalendar) {
    return this.runner.run({
      stream: CALENDARS,
      context,
      decide: state => decideRevoke(state, { calendar }),
    });
  }
}
