import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import type { Outcome } from '#libs/commands';
import type { Day, Json } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { MatterPage, ShownMatter } from './answers';
import { CloseMatter, CloseMatterBody } from './commands/close-matter';
import { NoteMatter, NoteMatterBody } from './commands/note-matter';
import { ImportMessageAnswer, OpenMatter, OpenMatterAnswer, OpenMatterBody } from './commands/open-matter';
import type { MatterOpened } from './events';
import { MAX_MESSAGE, readMessage } from './message';
import { ListMatters, ListMattersQuery } from './queries/list-matters';
import { ReadMatter } from './queries/read-matter';

const tag = 'correspondence';
const write = { tag, roles: ['service', 'staff', 'privacy-officer'], scopes: ['matters:write'] } as const;

const open = command('/v1/matters', {
  ...write,
  summary: 'Open a matter: mail to a contact address',
  description:
    'Kept apart from customer records, encrypted under a key of its own, for this matter only (P07). Mail to the privacy ' +
    'mailbox (P20) may be a request: it has its due date from when it came, stands in `GET /v1/requests`, and is not ended ' +
    'before it is answered or has become a request.',
  body: OpenMatterBody,
  answer: OpenMatterAnswer,
  creates: true,
  problems: ['malformed-value'],
});
const importMessage = command('/v1/mailboxes/:mailbox/messages', {
  ...write,
  summary: 'Open a matter from a message as it came in (.eml)',
  description:
    'Sender, subject and text are kept; attachments are dropped and counted, HTML is not kept. It came when its last ' +
    '`Received` header says, else its `Date`; not after it is sent here.',
  params: { mailbox: /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/ },
  stream: {
    types: ['message/rfc822'],
    limit: MAX_MESSAGE,
    examples: {
      'message/rfc822':
        'From: Els Wouters <els@example.org>\r\nSubject: Hosting\r\nDate: Fri, 20 Nov 2026 09:30:00 +0100\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\n\r\nWhat does hosting for a bakery cost?\r\n',
    },
  },
  answer: ImportMessageAnswer,
  creates: true,
  problems: ['malformed-value', 'unsupported-media-type', 'body-too-large'],
});
const note = command('/v1/matters/:matter/note', {
  ...write,
  summary: 'Add a work note to a matter',
  description: 'Kept encrypted with the matter, and unreadable with it (P07).',
  body: NoteMatterBody,
  problems: ['not-found', 'matter-ended'],
});
const close = command('/v1/matters/:matter/close', {
  ...write,
  summary: 'End a matter: its content is unreadable from then on',
  description: 'It may go on as a request or a mediation, which takes over what it needs by name (P07).',
  body: CloseMatterBody,
  problems: ['not-found', 'matter-ended', 'matter-unanswered', 'malformed-value'],
});
const list = query('/v1/matters', {
  tag,
  summary: 'List matters: open ones by their latest date, or ended ones',
  description: 'By id; no personal value is in it.',
  roles: ['staff', 'privacy-officer'],
  query: ListMattersQuery,
  position: true,
  response: MatterPage,
  problems: ['projection-behind'],
});
const one = query('/v1/matters/:matter', {
  tag,
  summary: 'Read one matter',
  description:
    'For the purpose `correspondence` only: any other use is refused, on record (P07). The look is recorded (P09).',
  roles: ['staff', 'privacy-officer'],
  purpose: true,
  response: ShownMatter,
  problems: ['matter-purpose-only', 'key-unavailable'],
});

/** Mail to contact addresses (P07). */
@Controller()
export class MattersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: PostgresVault,
  ) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    const matter = this.vault.idFrom(context.commandId, 'matter');
    const outcome = await this.commands.execute(new OpenMatter(matter, body, context));
    return { outcome, location: `/v1/matters/${matter}`, answer: { matter, ...dueOf(outcome) } };
  }

  @Endpoint(importMessage)
  async import(call: Call<typeof importMessage>): Promise<Result<typeof importMessage>> {
    const { params, stream, context } = call;
    const message = await readMessage(stream.bytes);
    // The stream is no part of the request: what was read from it is. What version 1 made of it is not made again.
    const { whole, clear } = context.request!;
    const request = { whole: [whole, JSON.parse(JSON.stringify(message)) as Json], clear };
    const matter = this.vault.idFrom(context.commandId, 'matter');
    const body = { ...message, mailbox: params.mailbox };
    const outcome = await this.commands.execute(new OpenMatter(matter, body, { ...context, request }));
    const { dropped, cut } = message;
    return {
      outcome,
      location: `/v1/matters/${matter}`,
      answer: { matter, dropped, cut, ...dueOf(outcome) },
    };
  }

  @Endpoint(note)
  async note({ params, body, context }: Call<typeof note>): Promise<Result<typeof note>> {
    return { outcome: await this.commands.execute(new NoteMatter(params.matter, body, context)) };
  }

  @Endpoint(close)
  async close({ params, body, context }: Call<typeof close>): Promise<Result<typeof close>> {
    return { outcome: await this.commands.execute(new CloseMatter(params.matter, body, context)) };
  }

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListMatters(asked, position));
  }

  @Endpoint(one)
  async one({ params, purpose, context }: Call<typeof one>): Promise<Result<typeof one>> {
    return this.queries.execute(new ReadMatter(params.matter, purpose, context));
  }
}

/** When a request in it is due, as was decided, or would be. */
function dueOf({ events }: Pick<Outcome, 'events'>): { readonly due?: Day } {
  const opened = events.find(({ type }) => type === 'MatterOpened')?.data as MatterOpened | undefined;
  return opened?.clock?.due === undefined ? {} : { due: opened.clock.due };
}
