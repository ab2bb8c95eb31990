import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  Answer,
  command,
  Endpoint,
  pageAnswer,
  PageQuery,
  pdfAnswer,
  query,
  type Call,
  type Result,
} from '#libs/http';
import { AccessDocument } from '#libs/features/access-document';
import { AccessPage } from './answers';
import { RecordSignIn, SignInBody } from './commands/record-sign-in';
import { ListAccesses } from './queries/list-accesses';
import { MeAnswer, ReadMe } from './queries/read-me';
import { ReadOverview } from './queries/read-overview';
import { ReadReport, ReadReportQuery } from './queries/read-report';

const tag = 'customer application';
const read = {
  tag,
  roles: ['privacy-officer', 'customer'],
  purpose: true,
  position: true,
  problems: ['projection-behind', 'key-unavailable', 'subject-erased'],
} as const;

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
const me = query('/v1/me', {
  tag,
  summary: 'Find out who one is',
  description:
    'The subject that the sign-in is linked to, by whose id every path of the customer application goes. Nothing of the record ' +
    'is in it.',
  roles: ['customer'],
  about: 'none',
  response: MeAnswer,
  problems: ['not-found', 'subject-erased'],
});
const accesses = query('/v1/subjects/:subject/accesses', {
  ...read,
  summary: 'See who looked, and when the customer signed in',
  description:
    "Newest first, everybody's looks and searches, officers' too (P09). The person concerned sees date, purpose and " +
    'function, not the name.',
  query: PageQuery,
  response: AccessPage,
});
const all = query('/v1/subjects/:subject/overview', {
  ...read,
  summary: 'See everything that is held on a customer',
  description:
    'The access document `inzage/access/2`: each value with source, date, purpose, basis and end, earlier ones while they ' +
    'can be read; who received what, bodies too once the person may know; who looked; requests; what else happened (P08, ' +
    'Art. 15). The ETag is the version that `If-Match` takes. An officer sees it as the person does.',
  response: AccessDocument,
});
const report = query('/v1/subjects/:subject/report', {
  ...read,
  summary: 'Read everything that is held on a customer, as one page that prints or a PDF',
  description: 'The same document in words, in Dutch, French or English, without ids and codes (Art. 12(1)).',
  query: ReadReportQuery,
  response: { 'text/html': null, 'application/pdf': null },
});

/** The online customer application's side of the service (P06, P08, P17); officers see the same. */
@Controller()
export class ApplicationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Endpoint(signIn)
  async signIn({ params, body, context }: Call<typeof signIn>): Promise<Result<typeof signIn>> {
    return { outcome: await this.commands.execute(new RecordSignIn(params.subject, body, context)) };
  }

  @Endpoint(me)
  async me({ caller }: Call<typeof me>): Promise<Result<typeof me>> {
    const it = await this.queries.execute(new ReadMe(caller.self));
    return new Answer(it, { version: it.version });
  }

  @Endpoint(accesses)
  async accesses(call: Call<typeof accesses>): Promise<Result<typeof accesses>> {
    const { params, query: page, purpose, position, context, caller } = call;
    const asked = new ListAccesses(
      params.subject,
      page,
      purpose,
      position,
      context,
      caller.role === 'customer' ? 'subject' : 'officer',
    );
    return this.queries.execute(asked);
  }

  @Endpoint(all)
  async overview(call: Call<typeof all>): Promise<Result<typeof all>> {
    const { params, purpose, position, context } = call;
    const shown = await this.queries.execute(new ReadOverview(params.subject, purpose, position, context));
    return new Answer(shown, { version: shown.version });
  }

  @Endpoint(report)
  async report(call: Call<typeof report>): Promise<Result<typeof report>> {
    const { params, query: by, purpose, position, context } = call;
    const written = await this.queries.execute(
      new ReadReport(params.subject, by, purpose, position, context),
    );
    return typeof written === 'string' ? pageAnswer(written) : pdfAnswer(written);
  }
}
