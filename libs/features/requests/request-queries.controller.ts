import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, letterAnswer, PageQuery, query, type Call, type Result } from '#libs/http';
import { Disclosed, RequestPage, ShownDeadline, ShownRequest } from './answers';
import { LETTER_NAMES, type LetterName } from './codes';
import { ListRequests, ListRequestsQuery } from './queries/list-requests';
import { ReadDeadline, ReadDeadlineQuery } from './queries/read-deadline';
import { ReadDocument } from './queries/read-document';
import { ReadLetter, ReadLetterQuery } from './queries/read-letter';
import { ReadRequest } from './queries/read-request';
import { ReadVCard } from './queries/read-vcard';

const tag = 'requests';
const officers = { tag, roles: ['staff', 'privacy-officer'] } as const;
const own = { tag, roles: ['privacy-officer', 'customer'] } as const;
const reads = ['key-unavailable'] as const;

const list = query('/v1/requests', {
  ...officers,
  summary: 'List requests by due date, and mail that may be one',
  description:
    'Open ones, closed ones or all, by pseudonym; no personal value is in it. Mail to the privacy mailbox stands in it from when it came until it is a ' +
    'request, or answered (P20, Art. 12(3)).',
  query: ListRequestsQuery,
  position: true,
  response: RequestPage,
  problems: ['projection-behind'],
});
const one = query('/v1/requests/:request', {
  ...officers,
  summary: 'Read one request with its trail',
  description:
    'What was asked, its deadline and how it follows, and each step with who took it; a look at the request (P09).',
  purpose: true,
  response: ShownRequest,
  problems: reads,
});
const deadline = query('/v1/requests/:request/deadline', {
  ...officers,
  summary: 'Read how the last day of a request follows',
  description:
    'Which rule of which article, from which day on, which days did not count, and whether it was extended (Art. 12(3), Reg. ' +
    '1182/71), in words. Of mail that may be a request by the id of its matter. No personal value is in it: it is no look.',
  query: ReadDeadlineQuery,
  response: ShownDeadline,
});
const letter = query('/v1/requests/:request/letters/:letter', {
  ...officers,
  summary: 'Write a letter of a request, as text, a page that prints or a PDF',
  description: 'As it went out, or as it would go out today. It names who to write to (P20).',
  params: { letter: new RegExp(`^(?:${LETTER_NAMES.join('|')})$`) },
  query: ReadLetterQuery,
  purpose: true,
  response: { 'text/plain': null, 'text/html': null, 'application/pdf': null },
  problems: [...reads, 'letter-not-true', 'other-person-unsettled', 'erasure-under-way', 'projection-behind'],
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
    'other-person-unsettled',
    'projection-behind',
    'subject-erased',
  ],
});
const card = query('/v1/requests/:request/vcard', {
  ...officers,
  summary: 'Read what answers a portability request as a vCard',
  description: 'vCard 4.0 (RFC 6350): name, address and ways to reach the person, as provided (Art. 20).',
  purpose: true,
  response: { 'text/vcard': null },
  problems: [
    ...reads,
    'act-not-fitting',
    'not-carried-out',
    'proof-outstanding',
    'other-person-unsettled',
    'projection-behind',
    'subject-erased',
  ],
});
const ownList = query('/v1/subjects/:subject/requests', {
  ...own,
  summary: 'List the requests of a subject',
  description: 'By receipt, open and closed ones, with kind, state and due date; no personal value is in it.',
  query: PageQuery,
  position: true,
  response: RequestPage,
  problems: ['projection-behind'],
});
const ownOne = query('/v1/subjects/:subject/requests/:request', {
  ...own,
  summary: "Read one of a subject's requests",
  description: 'As officers see it, but that who acted is told by function, not by name (CJEU C-579/21).',
  purpose: true,
  response: ShownRequest,
  problems: reads,
});
const ownDocument = query('/v1/subjects/:subject/requests/:request/document', {
  ...own,
  summary: "Read what answers one of a subject's requests for access or portability, as JSON",
  description:
    'The access document (Art. 15), or what the person provided (Art. 20), once the request was carried out.',
  purpose: true,
  response: Disclosed,
  problems: [
    ...reads,
    'act-not-fitting',
    'not-carried-out',
    'other-person-unsettled',
    'projection-behind',
    'subject-erased',
  ],
});
const ownCard = query('/v1/subjects/:subject/requests/:request/vcard', {
  ...own,
  summary: "Read what answers one of a subject's requests for portability as a vCard",
  description: 'vCard 4.0 (RFC 6350), as for officers (Art. 20).',
  purpose: true,
  response: { 'text/vcard': null },
  problems: [
    ...reads,
    'act-not-fitting',
    'not-carried-out',
    'other-person-unsettled',
    'projection-behind',
    'subject-erased',
  ],
});

/** Requests as officers and the person concerned see them. */
@Controller()
export class RequestQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListRequests(asked, position));
  }

  @Endpoint(one)
  async one({ params, purpose, context }: Call<typeof one>): Promise<Result<typeof one>> {
    return this.queries.execute(new ReadRequest(params.request, 'officer', purpose, context));
  }

  @Endpoint(deadline)
  async deadline({ params, query: by }: Call<typeof deadline>): Promise<Result<typeof deadline>> {
    return this.queries.execute(new ReadDeadline(params.request, by.language));
  }

  @Endpoint(letter)
  async letter(call: Call<typeof letter>): Promise<Result<typeof letter>> {
    const { params, purpose, context } = call;
    const { format, language } = call.query;
    const name = params.letter as LetterName;
    const written = await this.queries.execute(
      new ReadLetter(params.request, name, language, purpose, context),
    );
    return letterAnswer(written, format);
  }

  @Endpoint(document)
  async document({ params, purpose, context }: Call<typeof document>): Promise<Result<typeof document>> {
    return this.queries.execute(new ReadDocument(params.request, purpose, context));
  }

  @Endpoint(card)
  async card({ params, purpose, context }: Call<typeof card>): Promise<Result<typeof card>> {
    return cardAnswer(await this.queries.execute(new ReadVCard(params.request, purpose, context)));
  }

  @Endpoint(ownList)
  async ownList({ params, query: asked, position }: Call<typeof ownList>): Promise<Result<typeof ownList>> {
    return this.queries.execute(new ListRequests({ ...asked, subject: params.subject }, position));
  }

  @Endpoint(ownOne)
  async ownOne(call: Call<typeof ownOne>): Promise<Result<typeof ownOne>> {
    const { params, purpose, context, caller } = call;
    const to = caller.role === 'customer' ? 'subject' : 'officer';
    return this.queries.execute(new ReadRequest(params.request, to, purpose, context, params.subject));
  }

  @Endpoint(ownDocument)
  async ownDocument(call: Call<typeof ownDocument>): Promise<Result<typeof ownDocument>> {
    const { params, purpose, context } = call;
    return this.queries.execute(new ReadDocument(params.request, purpose, context, params.subject));
  }

  @Endpoint(ownCard)
  async ownCard({ params, purpose, context }: Call<typeof ownCard>): Promise<Result<typeof ownCard>> {
    const asked = new ReadVCard(params.request, purpose, context, params.subject);
    return cardAnswer(await this.queries.execute(asked));
  }
}

function cardAnswer(card: string): Answer<string> {
  return new Answer(card, {
    type: 'text/vcard; charset=utf-8',
    disposition: 'attachment; filename="inzage.vcf"',
  });
}
