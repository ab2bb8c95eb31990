import type { Pool } from 'pg';
import type { Opening } from '#libs/catalogue';
import { Keyset, type Page, type PageOf } from '#libs/database';
import type { Day, Uuid } from '#libs/kernel';
import { aboutOf, type Asked, type Effect } from './effects';

/**
 * How many subjects there are of each effect that a version would have on what is held; none that concerns nobody. Objections
 * and restrictions are not looked at: what is closed for somebody by one of them is counted as open.
 */
export async function countEffects(db: Pool, all: readonly Asked[], today: Day): Promise<readonly Effect[]> {
  const found: Effect[] = [];
  for (const asked of all) {
    const condition = new Condition(today);
    const { rows } = await db.query<{ subjects: number }>(
      `select count(*)::int as subjects ${condition.concerned(asked)}`,
      condition.given,
    );
    found.push({ ...aboutOf(asked), subjects: rows[0]!.subjects });
  }
  return found.filter(({ subjects }) => subjects > 0);
}

interface Concerned {
  readonly subject: Uuid;
}

const bySubject = new Keyset<Concerned>({ subject: 'uuid' });

/** The subjects of one effect, by pseudonym: as many as {@link countEffects} counts. */
export async function concernedBy(
  db: Pool,
  asked: Asked,
  today: Day,
  page: Page,
): Promise<PageOf<Concerned>> {
  const condition = new Condition(today);
  const [after] = bySubject.after(page);
  const { rows } = await db.query<Concerned>(
    `select r.subject ${condition.concerned(asked)} ${condition.beyond(after)}
      order by r.subject limit ${bySubject.asked(page)}`,
    condition.given,
  );
  return bySubject.cut(rows, page);
}

/** A condition on a subject `r`, with its parameters. */
class Condition {
  readonly given: unknown[] = [];

  constructor(private readonly today: Day) {}

  concerned(asked: Asked): string {
    return `from subject_records r where r.erasure is null and ${this.of(asked)}`;
  }

  /** @param after the last subject of the page before */
  beyond(after: Uuid | undefined): string {
    return after === undefined ? '' : `and r.subject > ${this.parameter(after)}::uuid`;
  }

  private of(asked: Asked): string {
    switch (asked.code) {
      case 'held-under-earlier-rules':
        return this.held(asked.purpose);
      case 'field-wanting': {
        const lacks = `not ${this.held(asked.purpose, `v.fields ? ${this.parameter(asked.field)}`)}`;
        const whose = asked.naturalPersonOnly ? "r.kind = 'natural-person'" : 'true';
        return `${whose} and ${this.held(asked.purpose)} and ${lacks}`;
      }
      case 'purpose-closes': {
        const is = asked.is ? this.open(asked.is) : 'false';
        return `${this.held(asked.purpose)} and ${this.open(asked.was)} and not (${is})`;
      }
      case 'received-before': {
        const of = asked.purpose === undefined ? 'true' : this.named('s.purpose', asked.purpose);
        return `exists (select 1 from subject_sharings s where s.subject = r.subject and s.failed is null
          and s.recipient = ${this.parameter(asked.recipient)} and ${of})`;
      }
    }
  }

  /** Values of a purpose are there to be read. */
  private held(purpose: string, where = 'true'): string {
    return `exists (select 1 from subject_values v where v.subject = r.subject and v.box <> ''
      and v.purpose_name = ${this.parameter(purpose)} and ${where})`;
  }

  /** Whether a purpose is open (P22), by the facts of a subject: what `isOpen` says of one that is loaded. */
  private open({ services, extension, payment, contract, legalDuty, matter }: Opening): string {
    if (matter) return 'false';
    const all = [
      ...(services === undefined ? [] : [this.served(services)]),
      ...(extension === undefined ? [] : [this.holds(extension)]),
      ...(payment === undefined
        ? []
        : [this.fact('payment', `f.data ->> 'method' = ${this.parameter(payment)}`)]),
      ...(contract ? [`(not ${this.fact('service', 'true')} or ${this.fact('service', this.runs())})`] : []),
    ];
    return all.length > 0 ? all.join(' and ') : String(legalDuty === true);
  }

  private served(services: NonNullable<Opening['services']>): string {
    const types =
      services === 'any' ? 'true' : `f.data ->> 'type' = any (${this.parameter(services)}::text[])`;
    return this.fact('service', `${this.runs()} and ${types}`);
  }

  /** A domain service runs on a link with this extension, and a name under it is held. */
  private holds(extension: string): string {
    const link = `select 1 from subject_facts l where l.subject = r.subject and l.kind = 'domain'
      and l.data ->> 'extension' = ${this.parameter(extension)}`;
    const served = `f.data ->> 'type' = 'domain' and exists (${link} and l.id = f.data ->> 'link')`;
    return `${this.fact('service', `${this.runs()} and ${served}`)}
      and exists (${link} and l.data ->> 'role' = 'holder')`;
  }

  private runs(): string {
    return `(not f.data ? 'endsOn' or f.data ->> 'endsOn' > ${this.parameter(this.today)})`;
  }

  private fact(kind: string, where: string): string {
    return `exists (select 1 from subject_facts f
      where f.subject = r.subject and f.kind = '${kind}' and ${where})`;
  }

  /** By its name, of whatever version. */
  private named(column: string, purpose: string): string {
    return `split_part(${column}, '/', 1) = ${this.parameter(purpose)}`;
  }

  private parameter(value: unknown): string {
    return `$${this.given.push(value)}`;
  }
}
