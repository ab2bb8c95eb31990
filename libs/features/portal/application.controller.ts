import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Looks } from '#libs/features/access';
import {
  Answer,
  pageAnswer,
  closed,
  command,
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
import { LANGUAGES } from '#libs/letters';
import { RecordSchema } from '#libs/features/records/http';
import { reportPage } from './report';
import { SignInBody } from './sign-in';
import { SignIns } from './sign-ins';
import { Views, type Reader } from './views';

const tag = 'customer application';
const text = Type.String();
const read = {
  tag,
  roles: ['privacy-officer', 'customer'],
  purpose: true,
  position: true,
  problems: ['projection-behind', 'key-unavailable', 'subject-erased'],
} as const;

const AccessSchema = Type.Object(
  {
    time: TimeText,
    kind: Type.String({ description: '`looked`, `searched` or `signed-in`.' }),
    purpose: Type.Optional(text),
    basis: Type.Optional(text),
    view: Type.Optional(Type.String({ description: 'What was shown.' })),
    by: Type.Optional(Type.String({ description: 'What kind of value was searched by.' })),
    role: Type.String({ description: 'Function of who it was.' }),
    actor: Type.Optional(Type.String({ description: 'Pseudonym; the subject is shown the function alone.' })),
    ipAddress: Type.Optional(Type.Unknown({ description: 'Of a sign-in (P06).' })),
    erased: Type.Optional(Type.Literal(true)),
  },
  { $id: 'Access' },
);
const TextSchema = Type.Object({ nl: text, fr: Type.Optional(text), en: text });
const OverviewSchema = Type.Object(
  {
    controller: Type.Object({ name: text, contact: text }),
    record: RecordSchema,
    purposes: Type.Record(
      Type.String(),
      Type.Object({ label: TextSchema, reason: TextSchema, basis: text }),
      {
        description: 'Purposes that are named, by versioned id.',
      },
    ),
    values: Type.Array(
      Type.Object({
        field: text,
        value: Type.Optional(Type.Unknown()),
        erased: Type.Optional(Type.Literal(true)),
        purpose: text,
        basis: text,
        version: Type.Integer(),
        source: text,
        channel: Type.Optional(text),
        since: TimeText,
        catalogue: text,
        kept: Type.Optional(
          Type.Object({
            after: text,
            duration: Type.String({ description: 'ISO 8601.' }),
            source: text,
            decidedBy: text,
            until: Type.Optional(described(DayText, 'Absent while what it follows on has not ended.')),
          }),
        ),
      }),
    ),
    sharings: Type.Array(
      Type.Object({
        sharing: UuidText,
        at: TimeText,
        recipient: text,
        instance: Type.Optional(text),
        received: Type.Object({ name: text, role: Type.Optional(text), country: Type.Optional(text) }),
        purpose: text,
        basis: text,
        transferGround: Type.Optional(text),
        link: Type.Optional(UuidText),
        versions: Type.Record(Type.String(), Type.Integer()),
        failed: Type.Optional(text),
      }),
      { description: 'The latest 200, newest first.' },
    ),
    accesses: Type.Array(AccessSchema, { description: 'The latest 200, newest first.' }),
    more: Type.Object(
      { sharings: Type.Boolean(), accesses: Type.Boolean() },
      { description: 'Whether there are more than these: `/recipients` and `/accesses` have all.' },
    ),
  },
  { $id: 'Overview' },
);

const signIn = command('/v1/subjects/:subject/sign-ins', {
  tag,
  summary: 'Record that a customer signed in',
  description:
    'By the customer application, with the IP address, for fraud and infringements only, month by month (P06). Failed ' +
    'attempts and sign-ins of staff are not recorded.',
  roles: ['service'],
  scopes: ['subjects:write'],
  body: SignInBody,
  problems: ['purpose-objected', 'purpose-closed', 'malformed-value'],
});
const accesses = query('/v1/subjects/:subject/accesses', {
  ...read,
  summary: 'See who looked, and when the customer signed in',
  description:
    "Newest first, everybody's looks and searches, officers' too (P09). The person concerned sees date, purpose and " +
    'function, not the name.',
  query: closed({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
  }),
  response: Type.Object(
    {
      accesses: Type.Array(AccessSchema),
      next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
    },
    { $id: 'AccessPage' },
  ),
});
const all = query('/v1/subjects/:subject/overview', {
  ...read,
  summary: 'See everything that is held on a customer',
  description:
    'Each value with source, date, purpose, basis and end; who received which version when; who looked (P08, Art. 15).',
  response: OverviewSchema,
});
const report = query('/v1/subjects/:subject/report', {
  ...read,
  summary: 'Read everything that is held on a customer, as one page that prints',
  query: closed({ language: oneOf(LANGUAGES) }),
  response: { 'text/html': null },
});

/** The online customer application's side of the service (P06, P08, P17); officers see the same. */
@Controller()
export class ApplicationController {
  constructor(
    private readonly signIns: SignIns,
    private readonly views: Views,
    private readonly looks: Looks,
  ) {}

  @Endpoint(signIn)
  async signIn({ params, body, context }: Call<typeof signIn>): Promise<Result<typeof signIn>> {
    return { outcome: await this.signIns.record(params.subject, body, context) };
  }

  @Endpoint(accesses)
  async accesses(call: Call<typeof accesses>): Promise<Result<typeof accesses>> {
    const { params, query: page, purpose, position, context } = call;
    const { subject } = await this.views.record(params.subject, position);
    await this.looks.record(subject, 'accesses', purpose, context);
    return this.views.accesses(
      subject,
      reader(call),
      { limit: page.limit ?? 100, cursor: page.cursor },
      position,
    );
  }

  @Endpoint(all)
  async overview(call: Call<typeof all>): Promise<Result<typeof all>> {
    const { params, purpose, position, context } = call;
    const record = await this.views.record(params.subject, position);
    await this.looks.record(params.subject, 'overview', purpose, context);
    const shown = await this.views.overview(record, reader(call), position);
    return new Answer(shown as never, { version: record.version });
  }

  @Endpoint(report)
  async report(call: Call<typeof report>): Promise<Result<typeof report>> {
    const { params, query: asked, purpose, position, context } = call;
    const record = await this.views.record(params.subject, position);
    await this.looks.record(params.subject, 'report', purpose, context);
    const who = reader(call);
    const shown = await this.views.overview(record, who, position);
    const timeline = await this.views.timeline(params.subject, who);
    return pageAnswer(reportPage(shown, timeline, this.views.catalogue, asked.language, this.views.today()));
  }
}

function reader({ caller }: { readonly caller: { readonly role: string } }): Reader {
  return caller.role === 'customer' ? 'subject' : 'officer';
}
