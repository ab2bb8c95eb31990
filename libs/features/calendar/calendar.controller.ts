import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { Answer, command, Endpoint, NothingBody, query, type Call, type Result } from '#libs/http';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { OpenCalendar, OpenCalendarAnswer, OpenCalendarBody } from './commands/open-calendar';
import { RevokeCalendar } from './commands/revoke-calendar';
import { CalendarList, ListCalendars } from './queries/list-calendars';
import { ReadCalendar } from './queries/read-calendar';

const officer = { tag: 'calendar', roles: ['privacy-officer'] } as const;

const open = command('/v1/calendars', {
  ...officer,
  summary: 'Open an address by which a calendar reads what is due',
  description:
    'For a program that cannot sign in (RFC 5545). In it are days and sorts of what is due, with the beginning of each ' +
    'reference: no personal value and no pseudonym. The address is told once; the one that the officer had is revoked.',
  body: OpenCalendarBody,
  answer: OpenCalendarAnswer,
  creates: true,
});
const revoke = command('/v1/calendars/:calendar/revoke', {
  ...officer,
  summary: 'Revoke the address of a calendar',
  description: 'From then on it leads nowhere. Any officer can, whoever opened it.',
  body: NothingBody,
});
const list = query('/v1/calendars', {
  ...officer,
  summary: 'List the calendars',
  description:
    'Everybody’s, those that stand and the hundred that were revoked last, without their addresses.',
  response: CalendarList,
});
const read = query('/v1/calendars/:file', {
  tag: 'calendar',
  roles: 'anyone',
  summary: 'Read what is due as a calendar',
  description:
    'By the address that was told when it was opened; `not-found` once it was revoked. At most five minutes old. It may be ' +
    'asked whether it is another than that of an ETag (`If-None-Match`).',
  params: { file: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.ics$/ },
  conditional: true,
  response: { 'text/calendar': null },
  problems: ['not-found', 'projection-behind'],
});

/** Calendars of what is due, for programs that cannot sign in. */
@Controller()
export class CalendarController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'idFrom'>,
  ) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    const calendar = this.vault.idFrom(context.commandId, 'calendar');
    // As unguessable as the id secret: a command that is sent again tells the same, which is kept nowhere.
    const secret = this.vault.idFrom(context.commandId, 'calendar-secret');
    const outcome = await this.commands.execute(new OpenCalendar(calendar, secret, body, context));
    const opened = written(outcome, 'CalendarOpened') !== undefined;
    return {
      outcome,
      answer: { calendar, ...(opened && { address: `/v1/calendars/${secret}.ics` }) },
      location: `/v1/calendars/${calendar}`,
    };
  }

  @Endpoint(revoke)
  async revoke({ params, context }: Call<typeof revoke>): Promise<Result<typeof revoke>> {
    return { outcome: await this.commands.execute(new RevokeCalendar(params.calendar, context)) };
  }

  @Endpoint(list)
  async list(_call: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListCalendars());
  }

  @Endpoint(read)
  async read({ params }: Call<typeof read>): Promise<Result<typeof read>> {
    const secret = params.file.slice(0, -'.ics'.length);
    const { text, tag, keepFor } = await this.queries.execute(new ReadCalendar(secret));
    return new Answer(text, { type: 'text/calendar; charset=utf-8', tag, keepFor });
  }
}
