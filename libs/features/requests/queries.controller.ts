import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import {
  Answer,
  pageAnswer,
  closed,
  DayText,
  described,
  Endpoint,
  oneOf,
  query,
  TimeText,
  UuidText,
  type Call,
  type Result,
} from '#libs/http';
import { DomainError, Clock } from '#libs/kernel';
import { LANGUAGES, letterPage, letterText, type Language } from '#libs/letters';
import { CustomerRecords } from '#libs/features/records/http';
import { Freshness } from '#libs/projections';
import { LETTER_NAMES, REQUEST_KINDS, type LetterName } from './codes';
import { Disclosures } from './document';
import { letterOf } from './letters';
import { requireTrueOfSubject } from './of-subject';
import { openRequests, requestsOf } from './list';
import { RequestLooks } from './looks';
import { Requests, shownRequest, type OpenedRequest } from './view';

const tag = 'requests';
const text = Type.String();
const officers = { tag, roles: ['staff', 'privacy-officer'] } as const;
const own = { tag, roles: ['privacy-officer', 'customer'] } as const;
const reads = ['key-unavailable'] as const;

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 128 })),
};
const RequestPage = Type.Object(
  {
    requests: Type.Array(
      Type.Object({
        request: UuidText,
        kind: text,
        channel: text,
        requester: text,
        subject: Type.Optional(UuidText),
        received: TimeText,
        registered: TimeText,
        status: text,
        identity: text,
        extended: Type.Boolean(),
        due: Type.Optional(
          described(DayText, 'Absent while the clock stands still, and for a question (P20).'),
        ),
        unpaused: Type.Optional(described(DayText, 'When it would be due had the clock never stood still.')),
        outcome: Type.Optional(text),
      }),
    ),
    next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
  },
  { $id: 'RequestPage' },
);
const RequestView = Type.Object(
  {
    request: UuidText,
    kind: text,
    channel: text,
    requester: text,
    subject: Type.Optional(UuidText),
    language: text,
    receivedAt: TimeText,
    registeredAt: TimeText,
    status: text,
    outcome: Type.Optional(text),
    identity: text,
    proofReason: Type.Optional(text),
    proofHow: Type.Optional(text),
    confirmation: text,
    extension: Type.Optional(text),
    refusal: Type.Optional(Type.Object({ reason: text, scope: text })),
    erased: Type.Optional(Type.Boolean({ description: 'What was sealed with the request is gone.' })),
    contact: Type.Record(Type.String(), Type.Unknown()),
    text: Type.Optional(text),
    reference: Type.Optional(text),
    deadline: Type.Optional(
      Type.Object({
        due: Type.Optional(DayText),
        unpaused: DayText,
        extendUntil: Type.Optional(DayText),
        overdue: Type.Boolean(),
        holidays: Type.String({ description: 'Version of the holiday calendar.' }),
        steps: Type.Array(Type.Unknown(), { description: 'How the date follows (Reg. 1182/71).' }),
        text: Type.String({ description: 'The steps in words.' }),
      }),
    ),
    contactPoint: Type.String({ description: 'Where questions about the policy go (P20).' }),
    trail: Type.Array(
      Type.Object({
        event: UuidText,
        step: text,
        time: TimeText,
        actor: Type.Object({ role: text, id: Type.Optional(text) }),
        facts: Type.Record(Type.String(), Type.Unknown()),
        text: Type.Optional(text),
      }),
    ),
  },
  { $id: 'Request' },
);
const Disclosed = Type.Object(
  { format: text, request: UuidText, contact: Type.String({ description: 'Where questions go (P20).' }) },
  { $id: 'Disclosed', additionalProperties: true },
);

const list = query('/v1/requests', {
  ...officers,
  summary: 'List open requests by due date',
  description: 'By pseudonym; no personal value is in it.',
  query: closed({
    ...page,
    kind: Type.Optional(oneOf(REQUEST_KINDS)),
    dueBefore: Type.Optional(described(DayText, 'Due before this day.')),
  }),
  position: true,
  response: RequestPage,
  problems: ['projection-behind'],
});
const one = query('/v1/requests/:request', {
  ...officers,
  summary: 'Read one request with its trail',
  purpose: true,
  response: RequestView,
  problems: reads,
});
const letter = query('/v1/requests/:request/letters/:letter', {
  ...officers,
  summary: 'Write a letter of a request, as text or as a page that prints',
  description: 'As it went out, or as it would go out today. It names who to write to (P20).',
  params: { letter: new RegExp(`^(?:${LETTER_NAMES.join('|')})$`) },
  query: closed({
    format: oneOf(['text', 'html'] as const),
    language: Type.Optional(oneOf(LANGUAGES)),
  }),
  purpose: true,
  response: { 'text/plain': null, 'text/html': null },
  problems: [...reads, 'letter-not-true', 'erasure-under-way', 'projection-behind'],
});
const document = query('/v1/requests/:request/document', {
  ...officers,
  summary: 'Read what answers an access or portability request, as JSON',
  description: 'All that is held (Art. 15), or what the person provided for the contract (Art. 20).',
  purpose: true,
  response: Disclosed,
  problems: [
    ...reads,
    'act-not-fitting',
    'not-carried-out',
    'proof-outstanding',
    'projection-behind',
    'subject-erased',
  ],
});
const ownList = query('/v1/subjects/:subject/requests', {
  ...own,
  summary: 'List the requests of a subject',
  query: closed(page),
  position: true,
  response: RequestPage,
  problems: ['projection-behind'],
});
const ownOne = query('/v1/subjects/:subject/requests/:request', {
  ...own,
  summary: "Read one of a subject's requests",
  purpose: true,
  response: RequestView,
  problems: reads,
});
const ownDocument = query('/v1/subjects/:subject/requests/:request/document', {
  ...own,
  summary: "Read what answers one of a subject's requests for access or portability, as JSON",
  purpose: true,
  response: Disclosed,
  problems: [...reads, 'act-not-fitting', 'not-carried-out', 'projection-behind', 'subject-erased'],
});

/** Requests as officers and the person concerned see them. */
@Controller()
export class RequestQueriesController {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly requests: Requests,
    private readonly looks: RequestLooks,
    private readonly disclosures: Disclosures,
    private readonly records: CustomerRecords,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly runner: CommandRunner,
  ) {}

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    await this.freshness.of('requests', position);
    const { limit = 100, cursor, kind, dueBefore } = asked;
    return (await openRequests(this.db, { kind, dueBefore }, { limit, cursor })) as never;
  }

  @Endpoint(one)
  async one({ params, purpose, context }: Call<typeof one>): Promise<Result<typeof one>> {
    const opened = await this.requests.open(params.request);
    await this.looks.record(opened.state, 'request', purpose, context);
    return this.shown(opened, 'officer');
  }

  @Endpoint(letter)
  async letter({
    params,
    query: asked,
    purpose,
    context,
  }: Call<typeof letter>): Promise<Result<typeof letter>> {
    const opened = await this.requests.open(params.request);
    const written = await this.written(opened, params.letter as LetterName, asked.language);
    await this.looks.record(opened.state, 'letter', purpose, context);
    return asked.format === 'html'
      ? pageAnswer(letterPage(written))
      : new Answer(letterText(written), { type: 'text/plain; charset=utf-8' });
  }

  @Endpoint(document)
  async document({ params, purpose, context }: Call<typeof document>): Promise<Result<typeof document>> {
    return this.disclosed(await this.requests.open(params.request), purpose, context);
  }

  @Endpoint(ownList)
  async ownList({ params, query: asked, position }: Call<typeof ownList>): Promise<Result<typeof ownList>> {
    await this.freshness.of('requests', position);
    const { limit = 100, cursor } = asked;
    return (await requestsOf(this.db, params.subject, { limit, cursor })) as never;
  }

  @Endpoint(ownOne)
  async ownOne(call: Call<typeof ownOne>): Promise<Result<typeof ownOne>> {
    const { params, purpose, context, caller } = call;
    const opened = await this.requests.openOf(params.subject, params.request);
    await this.looks.record(opened.state, 'request', purpose, context);
    return this.shown(opened, caller.role === 'customer' ? 'subject' : 'officer');
  }

  @Endpoint(ownDocument)
  async ownDocument(call: Call<typeof ownDocument>): Promise<Result<typeof ownDocument>> {
    const { params, purpose, context } = call;
    return this.disclosed(await this.requests.openOf(params.subject, params.request), purpose, context);
  }

  private shown(opened: OpenedRequest, to: 'officer' | 'subject'): never {
    const now = this.clock.now();
    return shownRequest(opened, now, this.catalogues.current(now), to) as never;
  }

  private async disclosed(opened: OpenedRequest, purpose: string, context: CommandContext) {
    const disclosed = await this.disclosures.of(opened);
    await this.looks.record(opened.state, 'export', purpose, context);
    return disclosed as never;
  }

  private async written(opened: OpenedRequest, name: LetterName, language: Language | undefined) {
    const { subject } = opened.state;
    await requireTrueOfSubject(this.runner, opened.state, name);
    const now = this.clock.now();
    const disclosed = name === 'access-answer' ? await this.disclosures.of(opened).catch(notTrue) : undefined;
    const record =
      subject === undefined ? undefined : await this.records.read(subject, undefined).catch(erased);
    return letterOf(opened, name, {
      catalogue: this.catalogues.current(now),
      now,
      language,
      record,
      disclosed,
    });
  }
}

/** Of whom nothing is held any more, it is written to who asked. */
function erased(error: unknown): undefined {
  if (error instanceof DomainError && error.code === 'subject-erased') return undefined;
  throw error;
}

/** Nothing to disclose: the letter itself then says that it would not be true. */
function notTrue(error: unknown): undefined {
  if (error instanceof DomainError && error.code !== 'projection-behind') return undefined;
  throw error;
}
