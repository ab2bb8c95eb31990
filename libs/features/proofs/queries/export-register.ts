import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Audits } from '#libs/features/audits';
import { Signings } from '#libs/features/signing';
import { Describe, DURING, inPeriod, IsId, IsTime } from '#libs/http/schema';
import { Clock, csvLine, DomainError, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import {
  checkpointAt,
  csvHeader,
  exportEnd,
  exportHead,
  exportLine,
  REGISTER_HEADINGS,
  KINDS,
  latestCheckpoint,
  readEntry,
  RegisterTree,
  registerRow,
  Signer,
  spreadsheet,
  type Kind,
  type Witnessed,
} from '#libs/register';
import { rawPages, type RegisterFilter } from '#libs/register/postgres';
import { breaks, IsTreeSize, within } from '../sizes';

const PAGE = 1_000;
const FORMATS = ['csv', 'xlsx', 'jsonl'] as const;

export class ExportRegisterQuery {
  @IsIn(FORMATS)
  readonly format!: (typeof FORMATS)[number];

  @Describe('Of the checkpoint that it is exported from, instead of one of now.')
  @IsOptional()
  @IsTreeSize()
  readonly size?: string;

  @Describe('From this entry on.')
  @IsOptional()
  @IsTreeSize()
  readonly from?: string;

  @Describe('Before this entry.')
  @IsOptional()
  @IsTreeSize()
  readonly to?: string;

  @IsOptional()
  @IsIn(Object.keys(KINDS))
  readonly kind?: Kind;

  @Describe('Purpose of the processing: a versioned id, or a name for all its versions.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly processedFor?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly recipient?: string;

  @Describe('Which one, where the recipient is a kind of many: a bank by its id, such as `kbc`, or its BIC.')
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly instance?: string;

  @IsOptional()
  @IsString()
  @MaxLength(32)
  readonly field?: string;

  @Describe("A person's pseudonym; `/v1/actors` tells whose it is.")
  @IsOptional()
  @IsId()
  readonly actor?: Uuid;

  @Describe('What a service did, by its client id.')
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly client?: string;

  @Describe('A year, a month or a day in Brussels, such as `2026-05`; in place of `since` and `until`.')
  @IsOptional()
  @IsString()
  @Matches(DURING)
  readonly during?: string;

  @Describe('From this time of the event on.')
  @IsOptional()
  @IsTime()
  readonly since?: string;

  @Describe('Before this time of the event.')
  @IsOptional()
  @IsTime()
  readonly until?: string;
}

/** `from`, `to`: the numbers of entries that it lies between. */
interface ExportedRegister {
  readonly lines: AsyncIterable<string | Buffer>;
  readonly from: bigint;
  readonly to: bigint;
}

/** The query's words as the register's. */
function filterOf({
  since,
  until,
  during,
  processedFor,
  actor,
  client = actor,
  ...by
}: Omit<ExportRegisterQuery, 'format' | 'size' | 'from' | 'to'>): RegisterFilter {
  const given = {
    ...by,
    purpose: processedFor,
    actor: client,
    from: since,
    to: until,
    ...(during !== undefined && inPeriod({ during })),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The register, or a part of it, piece by piece (Art. 30(4), Art. 5(2); docs/formats/export.md). A look. */
export class ExportRegister extends Query<ExportedRegister> {
  constructor(
    readonly asked: ExportRegisterQuery,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ExportRegister)
export class ExportRegisterHandler implements IQueryHandler<ExportRegister> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly audits: Audits,
    private readonly signer: Signer,
    private readonly signings: Signings,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  async execute({ asked, position, context }: ExportRegister): Promise<ExportedRegister> {
    await this.freshness.of('register', position);
    const tree = new RegisterTree(this.db);
    const origin = (await this.signings.state()).origins.at(-1);
    const size = asked.size === undefined ? undefined : within(asked.size, await tree.size());
    const checkpoint = await this.checkpoint(origin, size);
    const whole = size ?? checkpoint?.size ?? (await tree.size());
    const to = asked.to === undefined ? whole : within(asked.to, whole);
    const from = asked.from === undefined ? 0n : within(asked.from, whole);
    if (from > to) throw breaks('from', 'at-most-to');
    const { format, size: _size, from: _from, to: _to, ...by } = asked;
    const names = Object.entries(by).filter(([, value]) => value !== undefined);
    // What was looked for can be anything that a caller writes: its kind is recorded, not its words.
    await this.audits.look(
      'export',
      { format, from, to, size: whole, by: names.map(([name]) => name).join(' ') || undefined },
      context,
    );
    const filter = { ...filterOf(by), atLeast: from, before: to };
    const controller = this.catalogues.current(this.clock.now()).controller;
    const scope = names.length > 0 ? ('selection' as const) : ('range' as const);
    const proved = scope === 'selection' || from > 0n || to < whole;
    const { db } = this;
    async function* csv(): AsyncGenerator<string> {
      yield csvHeader();
      for await (const page of rows()) yield page.map(cells => csvLine(cells)).join('');
    }
    async function* rows(): AsyncGenerator<string[][]> {
      for await (const page of rawPages(db, filter, PAGE))
        yield page.map(({ bytes }) => registerRow(readEntry(bytes), controller));
    }
    async function* jsonl(): AsyncGenerator<string> {
      const about = {
        origin: origin ?? null,
        scope,
        from,
        to,
        size: whole,
        filter: Object.fromEntries(names),
      };
      yield exportHead({ ...about, checkpoint: checkpoint?.witnessed ?? null, controller });
      let count = 0;
      for await (const page of rawPages(db, filter, PAGE)) {
        count += page.length;
        const numbers = page.map(({ n }) => n);
        const proofs = proved ? await tree.inclusions(numbers, whole) : [];
        yield page.map(({ n, bytes }, i) => exportLine(n, bytes, proofs[i])).join('');
      }
      yield exportEnd(count);
    }
    const lines = { csv, jsonl, xlsx: () => spreadsheet(REGISTER_HEADINGS, rows()) };
    return { lines: lines[format](), from, to };
  }

  /** A checkpoint of that size, if there is one; one of now, or the newest, where none is asked for. */
  private async checkpoint(
    origin: string | undefined,
    asked: bigint | undefined,
  ): Promise<Witnessed | undefined> {
    if (origin === undefined) return undefined;
    if (asked !== undefined) return checkpointAt(this.db, origin, asked);
    try {
      return await this.signer.sign();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return latestCheckpoint(this.db, origin);
    }
  }
}
