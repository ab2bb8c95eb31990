import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { Looks } from '#libs/features/access';
import { Audits } from '#libs/features/audits';
import {
  Answer,
  closed,
  described,
  Endpoint,
  oneOf,
  query,
  TimeText,
  UuidText,
  type Call,
  type Result,
} from '#libs/http';
import { DomainError, type Uuid } from '#libs/kernel';
import {
  asShownToSubject,
  csvHeader,
  csvRow,
  jsonHead,
  jsonLine,
  KINDS,
  type Entry,
  type Kind,
} from '#libs/register';
import {
  allEntries,
  entryByNumber,
  findEntries,
  ownEntries,
  registerSize,
  type RegisterFilter,
} from '#libs/register/postgres';
import { Freshness } from '#libs/projections';
import { WhoIsResponsible } from './responsible';
import { Silence } from './withheld';
import { EntrySchema } from '#libs/features/records/http';

const kinds = Object.keys(KINDS) as Kind[];
const filter = {
  kind: Type.Optional(oneOf(kinds)),
  processedFor: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Purpose of the processing: a versioned id, or a name for all its versions.',
    }),
  ),
  recipient: Type.Optional(Type.String({ maxLength: 64 })),
  field: Type.Optional(Type.String({ maxLength: 32 })),
  from: Type.Optional(described(TimeText, 'From this time on.')),
  to: Type.Optional(described(TimeText, 'Before this time.')),
};
const page = {
  order: Type.Optional(oneOf(['newest', 'oldest'] as const)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  cursor: Type.Optional(Type.String({ maxLength: 128 })),
};
const Page = Type.Object(
  {
    entries: Type.Array(EntrySchema),
    next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
  },
  { $id: 'RegisterPage' },
);
const tag = 'register';
const problems = ['projection-behind'] as const;

const search = query('/v1/register', {
  tag,
  summary: 'Search the processing register',
  description:
    'By subject, period, kind, purpose, recipient, field and actor; newest first. A look, at the subject or at the register.',
  roles: ['privacy-officer', 'auditor'],
  query: closed({
    ...filter,
    ...page,
    size: Type.Optional(
      Type.String({
        pattern: '^(0|[1-9][0-9]{0,18})$',
        description: 'What a checkpoint of this size held. What is withheld is asked of now.',
      }),
    ),
    asOf: Type.Optional(
      described(TimeText, 'Events until this time, by their own time: no prefix of the register.'),
    ),
    subject: Type.Optional(UuidText),
    actor: Type.Optional(
      Type.String({ maxLength: 64, description: "A person's pseudonym, or a service's client id." }),
    ),
  }),
  purpose: true,
  position: true,
  response: Page,
  problems: [...problems, 'beyond-the-register'],
});
const one = query('/v1/register/:n', {
  tag,
  summary: 'Read one entry by its number',
  description: 'With the exact bytes that are the leaf of the tree.',
  roles: ['privacy-officer', 'auditor'],
  params: { n: /^(0|[1-9][0-9]{0,17})$/ },
  purpose: true,
  position: true,
  response: Type.Object(
    {
      entry: EntrySchema,
      bytes: Type.String({ description: 'Canonical JSON (RFC 8785), base64url.' }),
      leafHash: Type.String({ description: 'RFC 9162: SHA-256(0x00 ‖ bytes), base64url.' }),
    },
    { $id: 'StoredEntry' },
  ),
  problems,
});
const ofSubject = query('/v1/subjects/:subject/register', {
  tag,
  summary: "Read one subject's register",
  description:
    'What was done with the data of this person. The person sees who acted by function, not by name.',
  roles: ['privacy-officer', 'customer'],
  query: closed({ ...filter, ...page }),
  purpose: true,
  position: true,
  response: Page,
  problems,
});
const exported = query('/v1/subjects/:subject/register/export', {
  tag,
  summary: "Export one subject's register",
  description:
    'Names who is responsible and who to write to (P20): in a column of the table, or in the first line as JSON.',
  roles: ['privacy-officer', 'customer'],
  query: closed({ format: oneOf(['csv', 'jsonl'] as const) }),
  purpose: true,
  position: true,
  response: { 'text/csv': null, 'application/jsonl': null },
  problems,
});

/** The processing register (Art. 30, Art. 5(2)). */
@Controller()
export class RegisterController {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly looks: Looks,
    private readonly audits: Audits,
    private readonly silence: Silence,
    private readonly responsible: WhoIsResponsible,
  ) {}

  @Endpoint(search)
  async search({
    query: asked,
    purpose,
    position,
    context,
  }: Call<typeof search>): Promise<Result<typeof search>> {
    await this.freshness.of('register', position);
    const { order, limit, cursor, size, ...filters } = asked;
    const by = { ...filterOf(filters), ...(size !== undefined && { before: await this.sizeOf(size) }) };
    if (by.subject !== undefined) await this.look(by.subject, 'register', purpose, context);
    // What was looked for can be anything that a caller writes: its kind is recorded, not its words.
    else await this.audits.look('register', { by: Object.keys(filters).sort().join(' ') }, context);
    return this.page(by, { order, limit, cursor }, entry => entry);
  }

  @Endpoint(one)
  async one({ params, purpose, position, context }: Call<typeof one>): Promise<Result<typeof one>> {
    await this.freshness.of('register', position);
    const found = await entryByNumber(this.db, params.n);
    if (!found) throw new DomainError('not-found');
    const { entry, bytes, leafHash } = found;
    if (entry.subject !== undefined)
      await this.looks.record(entry.subject, 'register-entry', purpose, context);
    else await this.audits.look('entry', { n: params.n }, context);
    return {
      entry: entry,
      bytes: bytes.toString('base64url'),
      leafHash: leafHash.toString('base64url'),
    };
  }

  @Endpoint(ofSubject)
  async ofSubject(call: Call<typeof ofSubject>): Promise<Result<typeof ofSubject>> {
    const { params, query: asked, purpose, position, context, caller } = call;
    await this.freshness.of('register', position);
    const { subject } = params;
    const known = this.silence.of(caller);
    await this.look(subject, 'register', purpose, context, known);
    const { order, limit = 100, cursor, ...filters } = asked;
    const by = filterOf(filters);
    const { knownAt } = known;
    if (!knownAt) return this.page({ ...by, subject }, { order, limit, cursor }, entry => entry);
    const own = await ownEntries(this.db, subject, { ...by, knownAt }, { order, limit, cursor });
    return {
      entries: own.entries.map(({ entry }) => asShownToSubject(entry)),
      ...(own.next !== undefined && { next: own.next }),
    };
  }

  @Endpoint(exported)
  async exported(call: Call<typeof exported>): Promise<Result<typeof exported>> {
    const { params, query: asked, purpose, position, context, caller } = call;
    await this.freshness.of('register', position);
    const filter = { subject: params.subject, ...this.silence.of(caller) };
    await this.look(params.subject, 'export', purpose, context, filter);
    const shown = caller.role === 'customer' ? asShownToSubject : (entry: Entry): Entry => entry;
    const csv = asked.format === 'csv';
    const { db } = this;
    const responsible = this.responsible.now();
    async function* lines(): AsyncGenerator<string> {
      yield csv ? csvHeader() : jsonHead(responsible);
      for await (const { entry } of allEntries(db, filter)) {
        yield csv ? csvRow(shown(entry), responsible) : jsonLine(shown(entry));
      }
    }
    return new Answer(Readable.from(lines()), {
      type: csv ? 'text/csv; charset=utf-8' : 'application/jsonl',
      disposition: `attachment; filename="register.${asked.format}"`,
    });
  }

  /** @throws DomainError beyond-the-register */
  private async sizeOf(text: string): Promise<bigint> {
    const [size, now] = [BigInt(text), BigInt(await registerSize(this.db))];
    if (size > now) throw new DomainError('beyond-the-register', { size: String(now) });
    return size;
  }

  /** A look at somebody of whom there is no entry is a look at nobody. */
  private async look(
    subject: Uuid,
    view: string,
    purpose: string,
    context: Call<typeof search>['context'],
    by: RegisterFilter = {},
  ): Promise<void> {
    const known = await findEntries(this.db, { ...by, subject }, { limit: 1 });
    if (known.entries.length === 0) throw new DomainError('not-found');
    await this.looks.record(subject, view, purpose, context);
  }

  private async page(
    by: RegisterFilter,
    {
      order,
      limit = 100,
      cursor,
    }: { order?: 'newest' | 'oldest' | undefined; limit?: number | undefined; cursor?: string | undefined },
    shown: (entry: Entry) => unknown,
  ): Promise<Result<typeof search>> {
    const found = await findEntries(this.db, by, { limit, ...(order && { order }), cursor });
    return {
      entries: found.entries.map(({ entry }) => shown(entry)) as never,
      ...(found.next !== undefined && { next: found.next }),
    };
  }
}

/** The query's words as the register's: `purpose` is why the caller looks, `processedFor` what is looked for. */
function filterOf<F extends { readonly processedFor?: string }>({
  processedFor,
  ...by
}: F): Omit<F, 'processedFor'> & { readonly purpose?: string } {
  return { ...by, ...(processedFor !== undefined && { purpose: processedFor }) };
}
