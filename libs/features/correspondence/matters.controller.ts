import { Vault } from '#libs/vault';
import { Inject, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import {
  closed,
  command,
  DayText,
  Endpoint,
  oneOf,
  query,
  TimeText,
  UuidText,
  type Call,
  type Result,
} from '#libs/http';
import type { CommandContext } from '#libs/commands';
import type { Json } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { PostgresVault } from '#libs/vault/postgres';
import { MatterCommand, type MatterOutcome } from './command';
import { CloseBody, NoteBody, OpenBody, type Open } from './decisions';
import { listMatters } from './list';
import { Matters } from './matters';
import { MAX_MESSAGE, readMessage } from './message';

const tag = 'correspondence';
const text = Type.String();
const write = { tag, roles: ['service', 'staff', 'privacy-officer'], scopes: ['matters:write'] } as const;
const Into = Type.Object({ kind: text, id: UuidText });
const open = command('/v1/matters', {
  ...write,
  summary: 'Open a matter: mail to a contact address',
  description:
    'Kept apart from customer records, encrypted under a key of its own, for this matter only (P07).',
  body: OpenBody,
  answer: closed({ matter: UuidText }),
  creates: true,
  problems: ['malformed-value'],
});
const importMessage = command('/v1/mailboxes/:mailbox/messages', {
  ...write,
  summary: 'Open a matter from a message as it came in (.eml)',
  description: 'Sender, subject and text are kept; attachments are dropped and counted, HTML is not kept.',
  params: { mailbox: /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/ },
  stream: { types: ['message/rfc822'], limit: MAX_MESSAGE },
  answer: closed({
    matter: UuidText,
    dropped: Type.Integer({ description: 'Attachments that were not kept.' }),
    cut: Type.Boolean({ description: 'The text was longer than what is kept.' }),
  }),
  creates: true,
  problems: ['malformed-value', 'unsupported-media-type', 'body-too-large'],
});
const note = command('/v1/matters/:matter/note', {
  ...write,
  summary: 'Add a work note to a matter',
  body: NoteBody,
  problems: ['not-found', 'matter-ended'],
});
const close = command('/v1/matters/:matter/close', {
  ...write,
  summary: 'End a matter: its content is unreadable from then on',
  body: CloseBody,
  problems: ['not-found', 'matter-ended', 'malformed-value'],
});
const list = query('/v1/matters', {
  tag,
  summary: 'List matters: open ones by their latest date, or ended ones',
  description: 'By id; no personal value is in it.',
  roles: ['staff', 'privacy-officer'],
  query: closed({
    status: Type.Optional(oneOf(['open', 'ended'] as const)),
    mailbox: Type.Optional(Type.String({ maxLength: 32 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
  }),
  position: true,
  response: Type.Object(
    {
      matters: Type.Array(
        Type.Object({
          matter: UuidText,
          mailbox: text,
          form: text,
          opened: TimeText,
          latest: DayText,
          status: text,
          ended: Type.Optional(TimeText),
          outcome: Type.Optional(text),
          into: Type.Optional(Into),
        }),
      ),
      next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
    },
    { $id: 'MatterPage' },
  ),
  problems: ['projection-behind'],
});
const one = query('/v1/matters/:matter', {
  tag,
  summary: 'Read one matter',
  description:
    'For the purpose `correspondence` only: any other use is refused, on record (P07). The look is recorded (P09).',
  roles: ['staff', 'privacy-officer'],
  purpose: true,
  response: Type.Object(
    {
      matter: UuidText,
      mailbox: text,
      form: text,
      receivedAt: TimeText,
      latest: DayText,
      status: text,
      outcome: Type.Optional(text),
      into: Type.Optional(Into),
      dropped: Type.Optional(Type.Integer()),
      cut: Type.Optional(Type.Boolean()),
      erased: Type.Optional(Type.Literal(true, { description: 'It has ended; nothing reads its content.' })),
      sender: Type.Optional(Type.Object({ email: Type.Unknown(), name: Type.Optional(Type.Unknown()) })),
      subject: Type.Optional(Type.Unknown()),
      text: Type.Optional(Type.Unknown()),
      notes: Type.Optional(Type.Array(Type.Object({ time: TimeText, text: Type.Unknown() }))),
    },
    { $id: 'Matter' },
  ),
  problems: ['matter-purpose-only', 'key-unavailable'],
});

/** Mail to contact addresses (P07). */
@Controller()
export class MattersController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly matters: Matters,
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    return this.opened(body, context);
  }

  @Endpoint(importMessage)
  async import({
    params,
    stream,
    context,
  }: Call<typeof importMessage>): Promise<Result<typeof importMessage>> {
    const message = await readMessage(stream.bytes);
    // The stream is no part of the request: what was read from it is. What version 1 made of it is not made again.
    const { whole, clear } = context.request!;
    const request = { whole: [whole, JSON.parse(JSON.stringify(message)) as Json], clear };
    const { outcome, location, answer } = await this.opened(
      { ...message, mailbox: params.mailbox },
      { ...context, request },
    );
    const { dropped, cut } = message;
    return { outcome, location, answer: { ...answer, dropped, cut } };
  }

  @Endpoint(note)
  async note({ params, body, context }: Call<typeof note>): Promise<Result<typeof note>> {
    return { outcome: await this.run(new MatterCommand('note', params.matter, body, context)) };
  }

  @Endpoint(close)
  async close({ params, body, context }: Call<typeof close>): Promise<Result<typeof close>> {
    return { outcome: await this.run(new MatterCommand('close', params.matter, body, context)) };
  }

  @Endpoint(list)
  async list({ query: by, position }: Call<typeof list>): Promise<Result<typeof list>> {
    await this.freshness.of('matters', position);
    const { status = 'open', mailbox, limit = 100, cursor } = by;
    return (await listMatters(this.db, { status, mailbox }, { limit, cursor })) as never;
  }

  @Endpoint(one)
  async one({ params, purpose, context }: Call<typeof one>): Promise<Result<typeof one>> {
    const { state, parts } = await this.matters.look(params.matter, purpose, context);
    const { mailbox, form, receivedAt, latest, dropped, cut } = state.opened!;
    const [message, ...notes] = parts ?? [];
    return {
      matter: state.id,
      mailbox,
      form,
      receivedAt,
      latest,
      status: state.status,
      ...(state.ended && { outcome: state.ended.outcome }),
      ...(state.ended?.into && { into: state.ended.into }),
      ...(dropped !== undefined && { dropped }),
      ...(cut && { cut }),
      ...(message
        ? {
            sender: {
              email: message.values.email,
              ...(message.values.familyName !== undefined && { name: message.values.familyName }),
            },
            ...(message.values.topic !== undefined && { subject: message.values.topic }),
            text: message.values.message,
            notes: notes.map(({ time, values }) => ({ time, text: values.note })),
          }
        : { erased: true as const }),
    };
  }

  private async opened(
    body: Open,
    context: CommandContext,
  ): Promise<{ outcome: MatterOutcome; location: string; answer: { matter: string } }> {
    const matter = this.vault.idFrom(context.commandId, 'matter');
    const outcome = await this.run(new MatterCommand('open', matter, body, context));
    return { outcome, location: `/v1/matters/${matter}`, answer: { matter } };
  }

  private run(matterCommand: MatterCommand): Promise<MatterOutcome> {
    return this.bus.execute<MatterCommand, MatterOutcome>(matterCommand);
  }
}
