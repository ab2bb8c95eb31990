import type { PoolClient } from 'pg';
import { CATALOGUE_EVENTS, tellingDue, type CataloguePublished } from '#libs/catalogue';
import { numbersOf, type Position } from '#libs/event-store';
import { storable } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { Duty, Mark, SubjectEvent } from '#libs/features/subjects';
// Not through the feature's index, which loads its commands, and Nest with them.
import { Duties } from '#features/subjects/duties/duties';
import { MARKED, markOf } from '#features/subjects/duties/marks';
import { DUTY_TABLES } from './migrations';

interface Marked {
  readonly subject: string;
  readonly revision: number;
  readonly position: Position;
  readonly mark: Mark;
}

/** A duty that an event opened, or that stands again by it. */
interface Opening {
  readonly by: Marked;
  /** From 1, among those of the event. */
  readonly n: number;
  readonly duty: Duty;
}

const WRITE_MARKS = `
  insert into duty_marks (subject, revision, mark)
  select * from unnest($1::uuid[], $2::int[], $3::jsonb[]) on conflict do nothing`;

const READ_MARKS = `
  select subject, mark from duty_marks where subject = any($1::uuid[]) order by subject, revision`;

const WRITE_OPENINGS = `
  insert into duty_openings (first, second, n, position, time, duty, subject, kind, recipient, instance, purpose, link)
  select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::text[], $5::timestamptz[], $6::uuid[], $7::uuid[],
                       $8::text[], $9::text[], $10::text[], $11::text[], $12::uuid[])
  on conflict do nothing`;

const WRITE = `
  insert into duties as d (duty, subject, kind, recipient, instance, purpose, link, fields, opened, due, status, until)
  select duty, subject, kind, recipient, instance, purpose, link, string_to_array(fields, ' '), opened, due, status, until
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[],
                $9::timestamptz[], $10::date[], $11::text[], $12::date[])
      as u(duty, subject, kind, recipient, instance, purpose, link, fields, opened, due, status, until)
  on conflict (subject, duty) do update set fields = excluded.fields, status = excluded.status
   where (d.fields, d.status) is distinct from (excluded.fields, excluded.status)`;

/**
 * Duties to tell recipients (Art. 19), from the log. What a sharing comes to shows when something happens to what was
 * shared: until then it costs one row. The list has no versions: what renews a duty costs none.
 */
export class DutiesProjection implements Projection {
  readonly name = 'duties';
  readonly tables = DUTY_TABLES;

  concerns({ stream, type }: ProjectedEvent['record']): boolean {
    return type in CATALOGUE_EVENTS || (MARKED.has(type) && stream.startsWith('subject-'));
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    await this.publish(events, tx);
    const marked = events.flatMap(marks);
    if (marked.length === 0) return;
    const bySubject = await this.stored(await this.concerned(marked, tx), tx);
    const openings: Opening[] = [];
    const changed = new Map<string, Duties>();
    const before = new Set<string>();
    const kept = marked.filter(by => {
      const duties = bySubject.get(by.subject);
      if (!duties) return true;
      if (!duties.changesWith(by.mark)) return false;
      if (!changed.has(by.subject)) for (const duty of duties.all()) before.add(listed(duty));
      changed.set(by.subject, duties);
      openings.push(...opened(duties, by));
      return true;
    });
    if (kept.length > 0)
      await tx.query({
        name: 'duties-marks',
        text: WRITE_MARKS,
        values: [
          kept.map(({ subject }) => subject),
          kept.map(({ revision }) => revision),
          kept.map(({ mark }) => JSON.stringify(mark)),
        ],
      });
    if (openings.length > 0)
      await tx.query({
        name: 'duties-write-openings',
        text: WRITE_OPENINGS,
        values: openingColumns(openings),
      });
    await this.write(changed, before, tx);
  }

  /** Within what time each version of the catalogue has recipients told. */
  private async publish(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    for (const { record } of events) {
      if (!(record.type in CATALOGUE_EVENTS)) continue;
      const { version, catalogue } = record.data as CataloguePublished;
      if (!catalogue.telling) continue;
      await tx.query('insert into duty_terms values ($1, $2) on conflict do nothing', [
        version,
        catalogue.telling.within,
      ]);
    }
  }

  /** Sharings alone change nothing where no duty is open. */
  private async concerned(marked: readonly Marked[], tx: PoolClient): Promise<string[]> {
    const acted = new Set(marked.flatMap(({ subject, mark }) => (mark.is === 'shared' ? [] : [subject])));
    const shared = [...new Set(marked.map(({ subject }) => subject))].filter(each => !acted.has(each));
    if (shared.length === 0) return [...acted];
    const open = await tx.query<{ subject: string }>({
      name: 'duties-open-of',
      text: `select distinct subject from duties where subject = any($1::uuid[]) and status = 'open'`,
      values: [shared],
    });
    return [...acted, ...open.rows.map(({ subject }) => subject)];
  }

  /** The duties of subjects as they stood before. */
  private async stored(subjects: readonly string[], tx: PoolClient): Promise<Map<string, Duties>> {
    const bySubject = new Map(subjects.map(subject => [subject, new Duties()]));
    if (subjects.length === 0) return bySubject;
    const found = await tx.query<{ subject: string; mark: Mark }>({
      name: 'duties-read-marks',
      text: READ_MARKS,
      values: [subjects],
    });
    for (const { subject, mark } of found.rows) bySubject.get(subject)!.apply(mark);
    return bySubject;
  }

  /** Those that stand in the list as before are left there. */
  private async write(
    bySubject: ReadonlyMap<string, Duties>,
    before: ReadonlySet<string>,
    tx: PoolClient,
  ): Promise<void> {
    const rows = [...bySubject].flatMap(([subject, duties]) =>
      duties.all().flatMap(duty => (before.has(listed(duty)) ? [] : [{ subject, ...duty }])),
    );
    if (rows.length === 0) return;
    const terms = await tx.query<{ catalogue: string; within: string }>('select * from duty_terms');
    const within = new Map(terms.rows.map(row => [row.catalogue, row.within]));
    await tx.query({ name: 'duties-write', text: WRITE, values: columns(rows, within) });
  }
}

/** What the list has of a duty that may change. */
function listed({ duty, status, versions }: Duty): string {
  return [duty, status, ...Object.keys(versions)].join(' ');
}

/** The duties that a mark opens, or that stand again by it. */
function opened(duties: Duties, by: Marked): Opening[] {
  const before = duties.open();
  duties.apply(by.mark);
  const since = [...duties.open()].filter(duty => !before.has(duty));
  return since.map((duty, i) => ({ by, n: i + 1, duty: duties.find(duty)! }));
}

function marks({ stored, record }: ProjectedEvent): Marked[] {
  if (!record.stream.startsWith('subject-')) return [];
  const mark = markOf(record as SubjectEvent);
  const subject = record.stream.slice('subject-'.length);
  return mark ? [{ subject, revision: stored.revision, position: stored.position, mark }] : [];
}

function openingColumns(openings: readonly Opening[]): unknown[] {
  const numbers = openings.map(({ by }) => numbersOf(by.position));
  return [
    numbers.map(([first]) => first),
    numbers.map(([, second]) => second),
    openings.map(({ n }) => n),
    openings.map(({ by }) => by.position),
    openings.map(({ by }) => by.mark.time),
    openings.map(({ duty }) => duty.duty),
    openings.map(({ by }) => by.subject),
    openings.map(({ duty }) => duty.kind),
    openings.map(({ duty }) => duty.recipient),
    openings.map(({ duty }) => duty.instance),
    openings.map(({ duty }) => duty.purpose),
    openings.map(({ duty }) => duty.link),
  ];
}

function columns(
  rows: readonly (Duty & { readonly subject: string })[],
  terms: ReadonlyMap<string, string>,
): unknown[] {
  // A day in Brussels begins at a full hour of UTC: those opened within one are due on the same day.
  const known = new Map<string, string>();
  const due = ({ catalogue, opened }: Duty): string => {
    const hour = `${catalogue} ${opened.slice(0, '2026-12-31T23'.length)}`;
    const found = known.get(hour);
    if (found !== undefined) return found;
    const within = terms.get(catalogue);
    const telling = within === undefined ? {} : { telling: { within, erasures: [] } };
    const day = storable(tellingDue(telling, new Date(opened)));
    known.set(hour, day);
    return day;
  };
  return [
    rows.map(({ duty }) => duty),
    rows.map(({ subject }) => subject),
    rows.map(({ kind }) => kind),
    rows.map(({ recipient }) => recipient),
    rows.map(({ instance }) => instance),
    rows.map(({ purpose }) => purpose),
    rows.map(({ link }) => link),
    rows.map(({ versions }) => Object.keys(versions).join(' ')),
    rows.map(({ opened }) => opened),
    rows.map(due),
    rows.map(({ status }) => status),
    rows.map(({ until }) => until && storable(until)),
  ];
}
