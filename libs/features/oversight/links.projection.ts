import type { PoolClient } from 'pg';
import type { ProjectedEvent, Projection } from '#libs/projections';

/** What an event does to the number of links that a subject is found by (P05). */
const LINKS: Readonly<Record<string, 1 | -1>> = {
  LoginLinked: 1,
  LoginUnlinked: -1,
  DomainLinked: 1,
  DomainUnlinked: -1,
};

interface Change {
  registered?: string;
  links: number;
  /** When the last link of the batch went. */
  unlinked?: string;
  gone?: true;
}

/** Keeps how many domain and login names each subject is linked to, and since when there are none. */
export class SubjectLinksProjection implements Projection {
  readonly name = 'subject-links';
  readonly tables = ['subject_links'];

  concerns({ type }: ProjectedEvent['record']): boolean {
    return type in LINKS || type === 'SubjectRegistered' || type === 'SubjectErased';
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const changes = new Map<string, Change>();
    for (const { record } of events) {
      if (!record.stream.startsWith('subject-')) continue;
      const links = LINKS[record.type];
      const registered = record.type === 'SubjectRegistered';
      const gone = record.type === 'SubjectErased';
      if (links === undefined && !registered && !gone) continue;
      const subject = record.stream.slice('subject-'.length);
      const change = changes.get(subject) ?? { links: 0 };
      changes.set(subject, change);
      if (registered) change.registered = record.time;
      if (gone) change.gone = true;
      change.links += links ?? 0;
      if (links === -1) change.unlinked = record.time;
    }
    await write([...changes], tx);
  }
}

async function write(changes: readonly (readonly [string, Change])[], tx: PoolClient): Promise<void> {
  const fresh = changes.filter(([, { registered }]) => registered !== undefined);
  if (fresh.length > 0)
    await tx.query({
      name: 'subject-links-insert',
      text: 'insert into subject_links (subject, since, links) select * from unnest($1::uuid[], $2::timestamptz[], $3::int[])',
      values: [
        fresh.map(([subject]) => subject),
        fresh.map(([, { registered, unlinked }]) => unlinked ?? registered),
        fresh.map(([, { links }]) => links),
      ],
    });
  const known = changes.filter(
    ([, { registered, links, unlinked }]) =>
      registered === undefined && (links !== 0 || unlinked !== undefined),
  );
  if (known.length > 0)
    await tx.query({
      name: 'subject-links-update',
      text: `update subject_links s set links = s.links + c.links, since = coalesce(c.unlinked, s.since)
        from unnest($1::uuid[], $2::int[], $3::timestamptz[]) as c(subject, links, unlinked)
        where s.subject = c.subject`,
      values: [
        known.map(([subject]) => subject),
        known.map(([, { links }]) => links),
        known.map(([, { unlinked }]) => unlinked),
      ],
    });
  const gone = changes.filter(([, { gone: erased }]) => erased);
  if (gone.length > 0)
    await tx.query('delete from subject_links where subject = any($1::uuid[])', [gone.map(([id]) => id)]);
}
