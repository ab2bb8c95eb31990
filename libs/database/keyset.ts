import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { DomainError, isOfCalendar, isUuid } from '#libs/kernel';

/** What is asked of a list. */
export interface Page {
  /** Rows at most. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of a list. `next`: the cursor of the next one; absent on the last. */
export interface PageOf<R> {
  readonly rows: readonly R[];
  readonly next?: string;
}

const PAGE = 100;

interface Form {
  /** Whether a part of a cursor is of this form. */
  readonly fits: (part: string) => boolean;
  /** What rows are ordered by. */
  readonly key: (column: string) => string;
}

const itself = (column: string): string => column;
const isCalendarDay = (part: string): boolean => /^\d{4}-\d\d-\d\d$/.test(part) && isOfCalendar(part);

const FORMS = {
  uuid: { fits: isUuid, key: itself },
  /** A point in time, to the millisecond. */
  time: {
    fits: part =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(part) &&
      !Number.isNaN(Date.parse(part)) &&
      isOfCalendar(part.slice(0, 10)),
    key: itself,
  },
  day: { fits: isCalendarDay, key: itself },
  /** A whole number, not below zero. */
  number: { fits: part => /^\d{1,18}$/.test(part), key: itself },
  /** A day, and after all of them where there is none. */
  due: {
    fits: part => part === 'infinity' || isCalendarDay(part),
    key: column => `coalesce(${column}, 'infinity'::date)`,
  },
} as const satisfies Readonly<Record<string, Form>>;

/**
 * Pages of a list by key: rows that come meanwhile neither repeat nor hide others, and the last page is read as fast as
 * the first. The parts are columns, in the order of the list; together they are unique.
 */
export class Keyset<R extends object> {
  private readonly parts: readonly (readonly [member: keyof R & string, form: Form])[];

  constructor(
    parts: { readonly [K in keyof R]?: keyof typeof FORMS },
    private readonly direction: 'asc' | 'desc' = 'asc',
  ) {
    this.parts = Object.entries(parts).map(([member, form]) => [
      member as keyof R & string,
      FORMS[form as keyof typeof FORMS],
    ]);
  }

  /** A page of what a repository is asked for, by one query. */
  async page(
    this: Keyset<R & ObjectLiteral>,
    found: SelectQueryBuilder<R & ObjectLiteral>,
    page: Page,
  ): Promise<PageOf<R>> {
    return this.cut(await this.narrowed(found, page).getMany(), page);
  }

  /** A query in the order of the list, of so many rows as are {@link asked} for. */
  narrowed<E extends ObjectLiteral>(found: SelectQueryBuilder<E>, page: Page): SelectQueryBuilder<E> {
    const keys = this.parts.map(([member, { key }]) => key(`${found.alias}.${member}`));
    const after = this.after(page);
    if (after.length > 0) {
      const given = after.map((_, i) => `:after${i}`).join(', ');
      found.andWhere(
        `(${keys.join(', ')}) ${this.direction === 'asc' ? '>' : '<'} (${given})`,
        Object.fromEntries(after.map((part, i) => [`after${i}`, part])),
      );
    }
    for (const key of keys) found.addOrderBy(key, this.direction === 'asc' ? 'ASC' : 'DESC');
    return found.limit(this.asked(page));
  }

  /**
   * The key that a page begins after, part by part; nothing on the first page.
   * @throws DomainError `invalid-request` for a cursor that was not answered by a list of these forms
   */
  after({ cursor }: Page): readonly string[] {
    if (cursor === undefined) return [];
    const parts = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
    if (parts.length !== this.parts.length || !this.parts.every(([, { fits }], i) => fits(parts[i]!)))
      throw new DomainError('invalid-request', { parameter: 'cursor' });
    return parts;
  }

  /** How many rows to ask for: one more than are shown, which tells whether there is a next page. */
  asked({ limit = PAGE }: Page): number {
    return limit + 1;
  }

  /** The page of rows of which so many were {@link asked} for. */
  cut(found: readonly R[], { limit = PAGE }: Page): PageOf<R> {
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    if (found.length <= limit || !last) return { rows };
    return { rows, next: this.cursorOf(last) };
  }

  /** The cursor of the page that begins after a row. */
  cursorOf(last: R): string {
    const key = this.parts.map(([member]) => written(last[member]));
    return Buffer.from(key.join(' ')).toString('base64url');
  }
}

function written(value: unknown): string {
  return value instanceof Date ? value.toISOString() : ((value as string | null) ?? 'infinity');
}
