import type { PoolClient } from 'pg';
import { tellingDue, type CataloguePublished } from '#libs/catalogue';
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
  readonly mark: Mark;
}

const WRITE_MARKS = `
  insert into duty_marks (subject, revision, mark)
  select * from unnest($1::uuid[], $2::int[], $3::jsonb[]) on conflict do nothing`;

const READ_MARKS = `
  select subject, mark from duty_marks where subject = any($1::uuid[]) order by subject, revision`;

const WRITE = `
  insert into duties as d (duty, subject, kind, recipient, instance, purpose, link, fields, opened, due, status, until)
  select duty, subject, kind, recipient, instance, purpose, link, string_to_array(fields, ' '), opened, due, status, until
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[],
                $9::timestamptz[], $10::date[], $11::text[], $12::date[])
      as u(duty, subject, kind, recipient, instance, purpose, link, fields, opened, due, status, until)
  on conflict (duty) do update set fields = excluded.fields, status = excluded.status
   where (d.fields, d.status) is distinct from (excluded.fields, excluded.status)`;

/**
 * Duties to tell recipients (Art. 19), from the log. What a sharing comes to shows when something happens to what was
 * shared: until then it costs one row.
 */
export class DutiesProjection implements Projection {
  readonly name = 'duties';
  readonly tables = DUTY_TABLES;

  concerns({ stream, type }: ProjectedEvent['record']): boolean {
    return type === 'CataloguePublished' || (MARKED.has(type) && stream.startsWith('subject-'));
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    await this.publish(events, tx);
    const marked = events.flatMap(marks);
    if (marked.length === 0) return;
    await tx.query({
      name: 'duties-marks',
      text: WRITE_MARKS,
      values: [
        marked.map(({ subject }) => subject),
        marked.map(({ revision }) => revision),
        marked.map(({ mark }) => JSON.stringify(mark)),
      ],
    });
    const subjects = await this.concerned(marked, tx);
    if (subjects.length > 0) await this.write(subjects, tx);
  }

  /** Within what time each version of the catalogue has recipients told. */
  private async publish(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    for (const { record } of events) {
      if (record.type !== 'CataloguePublished') continue;
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

  private async write(subjects: readonly string[], tx: PoolClient): Promise<void> {
    const found = await tx.query<{ subject: string; mark: Mark }>({
      name: 'duties-read-marks',
      text: READ_MARKS,
      values: [subjects],
    });
    const bySubject = new Map<string, Duties>();
    for (const { subject, mark } of found.rows) {
      const duties = bySubject.get(subject) ?? new Duties();
      bySubject.set(subject, duties);
      duties.apply(mark);
    }
    const rows = [...bySubject].flatMap(([subject, duties]) =>
      duties.all().map(duty => ({ subject, ...duty })),
    );
    if (rows.length === 0) return;
    const terms = await tx.query<{ catalogue: string; within: string }>('select * from duty_terms');
    const within = new Map(terms.rows.map(row => [row.catalogue, row.within]));
    await tx.query({ name: 'duties-write', text: WRITE, values: columns(rows, within) });
  }
}

function marks({ stored, record }: ProjectedEvent): Marked[] {
  if (!record.stream.startsWith('subject-')) return [];
  const mark = markOf(record as SubjectEvent);
  return mark ? [{ subject: record.stream.slice('subject-'.length), revision: stored.revision, mark }] : [];
}

function columns(
  rows: readonly (Duty & { readonly subject: string })[],
  terms: ReadonlyMap<string, string>,
): unknown[] {
  const due = ({ catalogue, opened }: Duty): string => {
    const within = terms.get(catalogue);
    return tellingDue(within === undefined ? {} : { telling: { within, erasures: [] } }, new Date(opened));
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
    rows.map(row => storable(due(row))),
    rows.map(({ status }) => status),
    rows.map(({ until }) => until && storable(until)),
  ];
}
