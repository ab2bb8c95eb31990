import type { PoolClient } from 'pg';
import { purposeName } from '#libs/catalogue';
import type { ProjectedEvent, Projection } from '#libs/projections';
import type { Source, SubjectEvent } from '#libs/features/subjects';
import { Changes } from './changes';
import { isErasureEvent, writeErasure, type ErasureEvent } from './erasures.sql';
import { fold, isSubjectEvent, subjectOf, type SourceBefore } from './fold';
import { RECORD_TABLES } from './migrations';
import { writeChanges } from './write.sql';

/** Current customer records, from the events of `subject-*`. */
export class RecordsProjection implements Projection {
  readonly name = 'records';
  readonly tables = RECORD_TABLES;

  concerns(record: ProjectedEvent['record']): boolean {
    return isSubjectEvent(record);
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    let together: FoldedEvent[] = [];
    for (const { record } of events) {
      if (!isSubjectEvent(record)) continue;
      if (!isErasureEvent(record)) together.push(record);
      else {
        await write(together, tx);
        together = [];
        await writeErasure(subjectOf(record), record, tx);
      }
    }
    await write(together, tx);
  }
}

type FoldedEvent = Exclude<SubjectEvent, ErasureEvent>;

async function write(events: readonly FoldedEvent[], tx: PoolClient): Promise<void> {
  if (events.length === 0) return;
  const sourceBefore = await sourcesBefore(events, tx);
  const changes = new Changes();
  for (const event of events) fold(changes, event, sourceBefore);
  await writeChanges(changes, tx);
}

interface SourceRow {
  subject: string;
  purpose_name: string;
  field: string;
  source: Source;
}

/** Sources of the values that events of the batch use further; most batches have none, and ask nothing. */
async function sourcesBefore(events: readonly SubjectEvent[], tx: PoolClient): Promise<SourceBefore> {
  const used = events.filter(event => event.type === 'DataUsedFurther');
  if (used.length === 0) return () => undefined;
  const found = await tx.query<SourceRow>(
    `select v.subject, v.purpose_name, f.key as field, f.value ->> 'source' as source
       from (select distinct * from unnest($1::uuid[], $2::text[]) as u(subject, purpose_name)) u
       join subject_values v using (subject, purpose_name)
      cross join lateral jsonb_each(v.fields) f
      order by (f.value ->> 'version')::int`,
    [used.map(subjectOf), used.map(event => purposeName(event.data.from))],
  );
  const sources = new Map(
    found.rows.map(row => [`${row.subject} ${row.purpose_name} ${row.field}`, row.source]),
  );
  return (subject, purpose, field) => sources.get(`${subject} ${purpose} ${field}`);
}
