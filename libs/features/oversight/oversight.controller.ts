import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  ListSubjectsOfRecipient,
  SubjectsOfRecipient,
  SubjectsOfRecipientQuery,
} from '#features/records/queries/list-subjects-of-recipient';
import { isBody } from '#libs/features/orders';
import { Endpoint, PageQuery, query, type Call, type Result } from '#libs/http';
import { EXPIRES_AFTER, UNLINKED_AFTER } from './outside-policy.sql';
import { FindActor, FindActorBody } from './queries/find-actor';
import { AcceptancePage, ListAcceptances, ListAcceptancesQuery } from './queries/list-acceptances';
import { ListLooks, ListLooksQuery, LookPage } from './queries/list-looks';
import { ListOutsidePolicy, OutsidePolicyPage } from './queries/list-outside-policy';
import { ListRecipients, SharingPage } from './queries/list-recipients';
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
