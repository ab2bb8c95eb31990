import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Pool, type ClientBase } from 'pg';
import type { Position } from '#libs/event-store';
import { Default } from '#libs/http/schema';
import { keyAfter, pageOf, type Page, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { ListedMatter, MatterPage } from '../answers';

export class ListMattersQuery {
  @IsOptional()
  @IsIn(['open', 'ended'])
  readonly status?: 'open' | 'ended';

  @IsOptional()
  @IsString()
  @MaxLength(32)
  readonly mailbox?: string;

  @Default(100)
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit?: number;

  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly cursor?: string;
}

/** Open matters by their latest date, or ended ones, the last one first. No personal value is in it. */
export class ListMatters extends Query<MatterPage> {
  constructor(
    readonly by: ListMattersQuery,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

interface Row {
  matter: Uuid;
  mailbox: string;
  form: string;
  opened: Date;
  latest: string;
  status: string;
  ended: Date | null;
  outcome: string | null;
  into_kind: string | null;
  into_id: string | null;
}

const COLUMNS = `matter, mailbox, form, opened, to_char(latest, 'YYYY-MM-DD') as latest, status, ended, outcome,
  into_kind, into_id`;

// A name alone would mean the text that is answered, which no index is in the order of.
const OPEN_MATTERS = `
  select ${COLUMNS} from matters m
   where status = 'open' and ($1::text is null or mailbox = $1)
     and ($2::date is null or (m.latest, m.matter) > ($2::date, $3::uuid))
   order by m.latest, m.matter limit $4`;

const ENDED_MATTERS = `
  select ${COLUMNS} from matters m
   where status = 'ended' and ($1::text is null or mailbox = $1)
     and ($2::timestamptz is null or (ended, matter) < ($2::timestamptz, $3::uuid))
   order by m.ended desc, m.matter desc limit $4`;

@QueryHandler(ListMatters)
export class ListMattersHandler implements IQueryHandler<ListMatters> {
  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
  ) {}

  async execute({ by: { status = 'open', mailbox, limit = 100, cursor }, position }: ListMatters) {
    await this.freshness.of('matters', position);
    return listMatters(this.db, { status, mailbox }, { limit, cursor });
  }
}

export async function listMatters(
  db: Pool | ClientBase,
  by: { readonly status: 'open' | 'ended'; readonly mailbox?: string | undefined },
  page: Page,
): Promise<MatterPage> {
  const open = by.status === 'open';
  const [key, matter] = keyAfter(page.cursor, open ? 'text' : 'time', 'uuid');
  const { rows } = await db.query<Row>(open ? OPEN_MATTERS : ENDED_MATTERS, [
    by.mailbox,
    key,
    matter,
    page.limit + 1,
  ]);
  const found = pageOf(rows, page.limit, row => [open ? row.latest : row.ended!.toISOString(), row.matter]);
  return {
    matters: found.rows.map(listed),
    ...(found.next !== undefined && { next: found.next }),
  };
}

function listed({ opened, ended, outcome, into_kind: kind, into_id: id, ...row }: Row): ListedMatter {
  return {
    ...row,
    opened: opened.toISOString(),
    ...(ended && { ended: ended.toISOString() }),
    ...(outcome !== null && { outcome }),
    ...(kind !== null && id !== null && { into: { kind, id } }),
  };
}
