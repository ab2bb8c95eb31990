import { Controller } from '@nestjs/common';
import { Type, type TObject, type TProperties } from '@sinclair/typebox';
import { Pool } from 'pg';
import { Looks } from '#libs/features/access';
import { Catalogues, recipientOf } from '#libs/catalogue';
import {
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
import { sharingsOfSubject, subjectsOfRecipient } from '#libs/features/records';
import { CustomerRecords } from '#libs/features/records/http';
import { Freshness } from '#libs/projections';
import { type Entry } from '#libs/register';
import { findEntries } from '#libs/register/postgres';
import { acceptances, EXPIRES_AFTER, outsidePolicy, UNLINKED_AFTER } from './queries';

const tag = 'oversight';
const text = Type.String();
const officers = {
  tag,
  roles: ['privacy-officer'],
  position: true,
  problems: ['projection-behind'],
} as const;
const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 128 })),
};
const period = {
  from: Type.Optional(described(TimeText, 'From this time on.')),
  to: Type.Optional(described(TimeText, 'Before this time.')),
};
const next = {
  next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
};
const listOf = <P extends TProperties>(name: string, row: P, $id: string): TObject =>
  Type.Object({ [name]: Type.Array(Type.Object(row)), ...next }, { $id });

const recipients = query('/v1/subjects/:subject/recipients', {
  ...officers,
  roles: ['privacy-officer', 'customer'],
  summary: 'List who received data of a subject: which version, when and why',
  description: 'Each sharing, newest first, by name of the recipient (Art. 15(1)(c), 19).',
  query: closed(page),
  purpose: true,
  response: listOf(
    'sharings',
    {
      sharing: UuidText,
      at: TimeText,
      recipient: text,
      name: text,
      instance: Type.Optional(text),
      purpose: text,
      basis: text,
      transferGround: Type.Optional(text),
      link: Type.Optional(UuidText),
      versions: Type.Record(Type.String(), Type.Integer()),
      failed: Type.Optional(text),
    },
    'SharingPage',
  ),
});
const subjects = query('/v1/recipients/:recipient/subjects', {
  ...officers,
  summary: 'List whose data a recipient received in a period, by pseudonym',
  description: 'What was recorded as not arrived does not count.',
  params: { recipient: /^[a-z0-9][a-z0-9.:-]{0,79}$/ },
  query: closed({ ...page, ...period, instance: Type.Optional(Type.String({ maxLength: 64 })) }),
  response: listOf(
    'subjects',
    { subject: UuidText, sharings: Type.Integer(), first: TimeText, last: TimeText },
    'SubjectsOfRecipient',
  ),
});
const refusals = query('/v1/refusals', {
  ...officers,
  summary: 'List refused processing: over-collection, third parties, unmet conditions',
  description: 'Newest first, by names of the catalogue only (P03, P04, P07, P14).',
  query: closed({ ...page, ...period, purpose: Type.Optional(Type.String({ maxLength: 64 })) }),
  response: listOf(
    'refusals',
    {
      time: TimeText,
      command: Type.Optional(text),
      reason: Type.Optional(text),
      condition: Type.Optional(text),
      purpose: Type.Optional(text),
      recipient: Type.Optional(text),
      fields: Type.Optional(Type.Array(text)),
      subject: Type.Optional(UuidText),
      role: text,
      actor: text,
    },
    'RefusalPage',
  ),
});
const looks = query('/v1/looks', {
  ...officers,
  summary: 'List who looked at whom, why and when',
  description: "Looks and searches by everybody, officers' own too, newest first, by pseudonym (P09).",
  query: closed({
    ...page,
    ...period,
    actor: Type.Optional(
      Type.String({ maxLength: 64, description: "A person's pseudonym, or a service's client id." }),
    ),
    purpose: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  response: listOf(
    'looks',
    {
      time: TimeText,
      kind: text,
      purpose: Type.Optional(text),
      view: Type.Optional(text),
      by: Type.Optional(text),
      subject: Type.Optional(UuidText),
      role: text,
      actor: text,
    },
    'LookPage',
  ),
});
const outside = query('/v1/outside-policy', {
  ...officers,
  summary: 'List subjects that are linked to no domain name and no login name',
  description:
    `Data is linked to either (P05). Reported after ${UNLINKED_AFTER}, the longest first, by pseudonym; one that never had ` +
    `a service expires after ${EXPIRES_AFTER}: \`until\` is the last day.`,
  query: closed(page),
  response: listOf(
    'subjects',
    { subject: UuidText, since: TimeText, until: Type.Optional(DayText) },
    'OutsidePolicyPage',
  ),
});
const accepted = query('/v1/acceptances', {
  ...officers,
  summary: 'List who accepted a version of a document, or who has yet to',
  description: 'Of the policy everybody, of the terms of an extension who has a name under it (P02, P21).',
  query: closed({
    ...page,
    document: Type.String({ maxLength: 80, description: '`policy`, or `terms:be` and so on.' }),
    version: Type.String({ maxLength: 80 }),
    state: oneOf(['accepted', 'outstanding'] as const),
  }),
  response: listOf('subjects', { subject: UuidText, on: Type.Optional(DayText) }, 'AcceptancePage'),
  problems: ['document-version-unknown', 'projection-behind'],
});

/** What privacy officers ask across subjects: by pseudonym, each list paged by key. */
@Controller()
export class OversightController {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly records: CustomerRecords,
    private readonly looked: Looks,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  @Endpoint(recipients)
  async recipients(call: Call<typeof recipients>): Promise<Result<typeof recipients>> {
    const { params, query: asked, purpose, position, context } = call;
    if (!(await this.records.read(params.subject, position))) throw new DomainError('not-found');
    await this.looked.record(params.subject, 'recipients', purpose, context);
    const found = await sharingsOfSubject(this.db, params.subject, pageAsked(asked));
    const catalogue = this.catalogues.current(this.clock.now());
    const sharings = found.sharings.map(sharing => ({
      ...sharing,
      name: recipientOf(catalogue, sharing.recipient)?.name ?? sharing.recipient,
    }));
    return { ...found, sharings };
  }

  @Endpoint(subjects)
  async subjects({ params, query: by, position }: Call<typeof subjects>): Promise<Result<typeof subjects>> {
    const { recipient } = params;
    const known = this.catalogues.versions.some(({ catalogue }) => recipientOf(catalogue, recipient));
    if (!known) throw new DomainError('not-found');
    await this.freshness.of('records', position);
    return subjectsOfRecipient(this.db, { recipient, ...by }, pageAsked(by));
  }

  @Endpoint(refusals)
  async refusals({ query: by, position }: Call<typeof refusals>): Promise<Result<typeof refusals>> {
    await this.freshness.of('register', position);
    const { limit, cursor, ...filter } = by;
    const found = await findEntries(this.db, { ...filter, kind: 'refused' }, pageAsked({ limit, cursor }));
    const refused = found.entries.map(({ entry }) => ({
      ...of(entry),
      ...entry.about,
      ...(entry.recipient !== undefined && { recipient: entry.recipient }),
      ...(entry.fields && { fields: Object.keys(entry.fields) }),
    }));
    return { refusals: refused, ...(found.next !== undefined && { next: found.next }) };
  }

  @Endpoint(looks)
  async looks({ query: by, position }: Call<typeof looks>): Promise<Result<typeof looks>> {
    await this.freshness.of('register', position);
    const { limit, cursor, ...filter } = by;
    const found = await findEntries(
      this.db,
      { ...filter, kinds: ['looked', 'searched'] },
      pageAsked({ limit, cursor }),
    );
    const seen = found.entries.map(({ entry }) => ({ ...of(entry), kind: entry.kind, ...entry.about }));
    return { looks: seen, ...(found.next !== undefined && { next: found.next }) };
  }

  @Endpoint(outside)
  async outside({ query: by, position }: Call<typeof outside>): Promise<Result<typeof outside>> {
    for (const name of ['subject-links', 'records']) await this.freshness.of(name, position);
    return outsidePolicy(this.db, this.clock.now(), pageAsked(by));
  }

  @Endpoint(accepted)
  async accepted({ query: by, position }: Call<typeof accepted>): Promise<Result<typeof accepted>> {
    const { document, version, state } = by;
    const extension = this.catalogues.versions
      .flatMap(({ catalogue }) => (isOf(catalogue.documents, document, version) ? catalogue.extensions : []))
      .find(({ terms }) => terms === document)?.extension;
    const known = this.catalogues.versions.some(({ catalogue }) =>
      isOf(catalogue.documents, document, version),
    );
    if (!known) throw new DomainError('document-version-unknown');
    await this.freshness.of('records', position);
    return acceptances(this.db, { document, version, state, extension }, pageAsked(by));
  }
}

function isOf(
  documents: readonly { readonly document: string; readonly version: string }[],
  document: string,
  version: string,
): boolean {
  return documents.some(each => each.document === document && each.version === version);
}

/** What every list of the register says of an entry. */
function of({ time, subject, purpose, actor }: Entry) {
  return {
    time,
    ...(subject !== undefined && { subject }),
    ...(purpose !== undefined && { purpose }),
    role: actor.role,
    actor: actor.id,
  };
}

function pageAsked({ limit, cursor }: { limit?: number | undefined; cursor?: string | undefined }): {
  limit: number;
  cursor: string | undefined;
} {
  return { limit: limit ?? 100, cursor };
}
