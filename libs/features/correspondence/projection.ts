import type { PoolClient } from 'pg';
import { storable } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { matterOf, type MatterEvent } from './events';

/** The list of matters. */
export class MattersProjection implements Projection {
  readonly name = 'matters';
  readonly tables = ['matters'];

  concerns({ stream }: ProjectedEvent['record']): boolean {
    return stream.startsWith('matter-');
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const mine = events
      .map(({ record }) => record)
      .filter((record): record is MatterEvent => record.stream.startsWith('matter-'));
    const opened = mine.filter(event => event.type === 'MatterOpened');
    if (opened.length > 0)
      await tx.query({
        name: 'matters-insert',
        text: `insert into matters (matter, mailbox, form, opened, latest, status)
          select *, 'open' from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::date[])`,
        values: [
          opened.map(({ stream }) => matterOf(stream)),
          opened.map(({ data }) => data.mailbox),
          opened.map(({ data }) => data.form),
          opened.map(({ time }) => time),
          opened.map(({ data }) => storable(data.latest)),
        ],
      });
    const ended = mine.filter(event => event.type === 'MatterEnded');
    if (ended.length > 0)
      await tx.query({
        name: 'matters-end',
        text: `update matters m set status = 'ended', ended = e.ended, outcome = e.outcome, into_kind = e.kind, into_id = e.id
          from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::uuid[]) as e(matter, ended, outcome, kind, id)
          where m.matter = e.matter`,
        values: [
          ended.map(({ stream }) => matterOf(stream)),
          ended.map(({ time }) => time),
          ended.map(({ data }) => data.outcome),
          ended.map(({ data }) => data.into?.kind),
          ended.map(({ data }) => data.into?.id),
        ],
      });
  }
}
