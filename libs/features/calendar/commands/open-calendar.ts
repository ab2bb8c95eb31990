import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Describe, Example, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { LANGUAGES, type Language } from '#libs/letters';
import { event, type CalendarOutcome, type CalendarYields } from '../guards';
import { CALENDARS, digestOf, type CalendarsState } from '../state';

@Example({ language: 'nl' })
export class OpenCalendarBody {
  @Describe('Language of the calendar; Dutch where it is left out.')
  @IsOptional()
  @IsIn(LANGUAGES)
  readonly language?: Language;
}

export class OpenCalendarAnswer {
  @IsId()
  readonly calendar!: Uuid;

  @Describe(
    'Path of the calendar, which is read without a token: whoever knows it sees what is due. Answered here alone; not on a dry run.',
  )
  @IsOptional()
  @IsString()
  readonly address?: string;
}

/** Opens an address by which a calendar reads what is due. */
export class OpenCalendar extends Command<CalendarOutcome<'CalendarOpened' | 'CalendarRevoked'>> {
  constructor(
    readonly calendar: Uuid,
    /** The part of the address that nobody can guess. */
    readonly secret: string,
    readonly body: OpenCalendarBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * The address that the officer had is revoked: of somebody who lost one, another is not enough.
 * @param context calendar: its id; secret of its address; by: pseudonym of who opens it
 */
export function decideOpen(
  state: CalendarsState,
  { language = 'nl' }: OpenCalendarBody,
  { calendar, secret, by }: { readonly calendar: Uuid; readonly secret: string; readonly by: string },
): CalendarYields<'CalendarOpened' | 'CalendarRevoked'> {
  const standing = state.filter(each => each.by === by && each.revoked === undefined);
  return [
    ...standing.map(each => event('CalendarRevoked', { calendar: each.calendar })),
    event('CalendarOpened', { calendar, digest: digestOf(secret), language }),
  ];
}

@CommandHandler(OpenCalendar)
export class OpenCalendarHandler implements ICommandHandler<OpenCalendar> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ calendar, secret, body, context }: OpenCalendar) {
    const by = context.actor.id;
    return this.runner.run({
      stream: CALENDARS,
      context,
      decide: state => decideOpen(state, body, { calendar, secret, by }),
    });
  }
}
