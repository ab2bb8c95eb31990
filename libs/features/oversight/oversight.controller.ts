import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ListSubjectsOfRecipient,
  SubjectsOfRecipient,
  SubjectsOfRecipientQuery,
} from '#features/records/queries/list-subjects-of-recipient';
import { isBody } from '#libs/features/orders';
import { Answer, Endpoint, PageQuery, query, type Call, type Result } from '#libs/http';
import { EXPIRES_AFTER, UNLINKED_AFTER } from './outside-policy.sql';
import { CountRetention, CountRetentionQuery, RetentionCounts } from './queries/count-retention';
import { FindActor, FindActorBody } from './queries/find-actor';
import { AcceptancePage, ListAcceptances, ListAcceptancesQuery } from './queries/list-acceptances';
import { ListLooks, ListLooksQuery, LookPage } from './queries/list-looks';
import { ListOutsidePolicy, OutsidePolicyPage } from './queries/list-outside-policy';
import { ListRecipients, SharingPage } from './queries/list-recipients';
import { ListRetention, ListRetentionQuery, RetentionPage } from './queries/list-retention';
import { ListSubjectsOfBody } from './queries/list-subjects-of-body';
import { ListRefusals, ListRefusalsQuery, RefusalPage } from './queries/list-refusals';
import { ListRenewals, ListRenewalsQuery, RenewalPage } from './queries/list-renewals';
import { Employee, ReadActor } from './queries/read-actor';

const officers = {
  tag: 'oversight',
  roles: ['privacy-officer'],
  position: true,
  problems: ['projection-behind'],
} as const;

const recipients = query('/v1/subjects/:subject/recipients', {
  ...officers,
  roles: ['privacy-officer', 'customer'],
  summary: 'List who received data of a subject: which version, when and why',
  description:
    'Each sharing, newest first, by name of the recipient, a named bank among them; and government bodies, once the person ' +
    'may know (Art. 15(1)(c), 19; P16).',
  query: PageQuery,
  purpose: true,
  response: SharingPage,
});
const renewals = query('/v1/renewals', {
  ...officers,
  roles: ['privacy-officer', 'staff'],
  summary: 'List services that are up for renewal, the first day first',
  description:
    'Services that run and whose day of renewal is in the period, by pseudonym (P01): with the first day on which the ' +
    'customer may be contacted about it, and when they were. Without a period: from today, 30 days.',
  query: ListRenewalsQuery,
  response: RenewalPage,
});
const subjects = query('/v1/recipients/:recipient/subjects', {
  ...officers,
  summary: 'List whose data a recipient received in a period, by pseudonym',
  description:
    'What was recorded as not arrived does not count. `recipient` is one of the catalogue, or a body of `/v1/orders/bodies`; ' +
    '`instance` is a bank by its id or its BIC.',
  params: { recipient: /^[a-z0-9][a-z0-9.:-]{0,79}$/ },
  query: SubjectsOfRecipientQuery,
  response: SubjectsOfRecipient,
});
const refusals = query('/v1/refusals', {
  ...officers,
  summary: 'List refused processing: over-collection, third parties, unmet conditions',
  description: 'Newest first, by names of the catalogue only (P03, P04, P07, P14).',
  query: ListRefusalsQuery,
  response: RefusalPage,
});
const looks = query('/v1/looks', {
  ...officers,
  summary: 'List who looked at whom, why and when',
  description: "Looks and searches by everybody, officers' own too, newest first, by pseudonym (P09).",
  query: ListLooksQuery,
  response: LookPage,
});
const actor = query('/v1/actors/:actor', {
  tag: 'oversight',
  roles: ['privacy-officer'],
  summary: 'Read which employee a pseudonym stands for',
  description:
    'A look of its own, which the register has an entry of (P09). Who is a customer, or ever acted as one, is nobody here, ' +
    'and never sees a name (CJEU C-579/21).',
  purpose: true,
  response: Employee,
  problems: ['key-unavailable', 'projection-behind'],
});
const pseudonym = query('/v1/actors', {
  tag: 'oversight',
  method: 'POST',
  roles: ['privacy-officer'],
  summary: 'Find the pseudonym of an employee',
  description: 'A look of its own; the name stands in the body.',
  purpose: true,
  body: FindActorBody,
  response: Employee,
  problems: ['not-found', 'projection-behind'],
});
const outside = query('/v1/outside-policy', {
  ...officers,
  summary: 'List subjects that are linked to no domain name and no login name',
  description:
    `Data is linked to either (P05). Reported after ${UNLINKED_AFTER}, the longest first, by pseudonym; one that never had ` +
    `a service expires after ${EXPIRES_AFTER}: \`until\` is the last day.`,
  query: PageQuery,
  response: OutsidePolicyPage,
});
const retention = query('/v1/retention', {
  ...officers,
  summary: 'List what is kept no longer by a day, before it is erased',
  description:
    'Art. 5(1)(e), P22: what the service erases by itself until then if nothing else happens, by pseudonym, purpose, rule and ' +
    'day, and what waits and why. The rules of a later catalogue hold from its first day. A page, or all of it as a CSV.',
  query: ListRetentionQuery,
  response: { 'application/json': RetentionPage, 'text/csv': null },
});
const retentionCounts = query('/v1/retention/counts', {
  ...officers,
  summary: 'Count what is kept no longer by a day, before it is erased',
  description:
    'The same as counts, by purpose, rule and day. Everybody of whom something may end by then is looked at: a millisecond each.',
  query: CountRetentionQuery,
  response: RetentionCounts,
});
const accepted = query('/v1/acceptances', {
  ...officers,
  summary: 'List who accepted a version of a document, or who has yet to',
  description: 'Of the policy everybody, of the terms of an extension who has a name under it (P02, P21).',
  query: ListAcceptancesQuery,
  response: AcceptancePage,
  problems: ['document-version-unknown', 'projection-behind'],
});

/** What privacy officers ask across subjects: by pseudonym, each list paged by key. */
@Controller()
export class OversightController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(recipients)
  async recipients(call: Call<typeof recipients>): Promise<Result<typeof recipients>> {
    const { params, query: page, purpose, position, context, caller } = call;
    const reader = caller.role === 'customer' ? 'subject' : 'officer';
    const asked = new ListRecipients(params.subject, page, purpose, position, context, reader);
    return this.queries.execute(asked);
  }

  @Endpoint(subjects)
  async subjects({ params, query: by, position }: Call<typeof subjects>): Promise<Result<typeof subjects>> {
    const { recipient } = params;
    return isBody(recipient)
      ? this.queries.execute(new ListSubjectsOfBody(recipient, by, position))
      : this.queries.execute(new ListSubjectsOfRecipient(recipient, by, position));
  }

  @Endpoint(renewals)
  async renewals({ query: by, position }: Call<typeof renewals>): Promise<Result<typeof renewals>> {
    return this.queries.execute(new ListRenewals(by, position));
  }

  @Endpoint(refusals)
  async refusals({ query: by, position }: Call<typeof refusals>): Promise<Result<typeof refusals>> {
    return this.queries.execute(new ListRefusals(by, position));
  }

  @Endpoint(looks)
  async looks({ query: by, position }: Call<typeof looks>): Promise<Result<typeof looks>> {
    return this.queries.execute(new ListLooks(by, position));
  }

  @Endpoint(outside)
  async outside({ query: page, position }: Call<typeof outside>): Promise<Result<typeof outside>> {
    return this.queries.execute(new ListOutsidePolicy(page, position));
  }

  @Endpoint(retention)
  async retention({ query: by, position }: Call<typeof retention>): Promise<Result<typeof retention>> {
    const found = await this.queries.execute(new ListRetention(by, position));
    if (!(Symbol.asyncIterator in found))
      return new Answer(JSON.stringify(found), { type: 'application/json' });
    return new Answer(Readable.from(found), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="retention.csv"',
    });
  }

  @Endpoint(retentionCounts)
  async retentionCounts(call: Call<typeof retentionCounts>): Promise<Result<typeof retentionCounts>> {
    return this.queries.execute(new CountRetention(call.query.until, call.position));
  }

  @Endpoint(accepted)
  async accepted({ query: by, position }: Call<typeof accepted>): Promise<Result<typeof accepted>> {
    return this.queries.execute(new ListAcceptances(by, position));
  }

  @Endpoint(actor)
  async actor({ params, purpose, context }: Call<typeof actor>): Promise<Result<typeof actor>> {
    return this.queries.execute(new ReadActor(params.actor, purpose, context));
  }

  @Endpoint(pseudonym)
  async pseudonym(call: Call<typeof pseudonym>): Promise<Result<typeof pseudonym>> {
    const { body, purpose, context, caller } = call;
    const { subject, issuer = caller.principal.issuer } = body;
    return this.queries.execute(new FindActor({ subject, issuer }, purpose, context));
  }
}
