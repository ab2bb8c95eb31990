import type { PoolClient } from 'pg';
import { numbersOf } from '#libs/event-store';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { WEBHOOK_EVENTS, webhookOf, type WebhookRegistered } from './events';
import { TOLD, toldOf } from './messages';
import { FEED_TABLES } from './migrations';

const WRITE = `
  insert into feed_messages (first, second, position, time, type, purposes, data)
  select first, second, position, time, type, string_to_array(purposes, ' '), data
    from unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::jsonb[])
      as u(first, second, position, time, type, purposes, data)
  on conflict do nothing`;

/** What services are told of, in the order of the log, and where. */
export class FeedProjection implements Projection {
  readonly name = 'feed';
  readonly tables = FEED_TABLES;

  concerns({ type }: ProjectedEvent['record']): boolean {
    return TOLD.has(type) || type in WEBHOOK_EVENTS;
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    const told = events.flatMap(({ stored, record }) => {
      const message = toldOf(record);
      return message ? [{ ...message, position: stored.position, time: record.time }] : [];
    });
    if (told.length > 0) {
      const numbers = told.map(({ position }) => numbersOf(position));
      await tx.query({
        name: 'feed-write',
        text: WRITE,
        values: [
          numbers.map(([first]) => first),
          numbers.map(([, second]) => second),
          told.map(({ position }) => position),
          told.map(({ time }) => time),
          told.map(({ type }) => type),
          told.map(({ purposes }) => purposes.join(' ')),
          told.map(({ data }) => JSON.stringify(data)),
        ],
      });
    }
    for (const event of events) await webhook(event, tx);
  }
}

/** Few ever come. */
async function webhook({ stored, record }: ProjectedEvent, tx: PoolClient): Promise<void> {
  if (record.type === 'WebhookRegistered') {
    const { client, url, sealed } = record.data as WebhookRegistered;
    await tx.query(
      `insert into webhooks (webhook, client, url, event, key, box, position, registered)
        values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [
        webhookOf(record.stream),
        client,
        url,
        record.id,
        sealed.key,
        sealed.box,
        stored.position,
        record.time,
      ],
    );
  }
  const at = [webhookOf(record.stream), record.time];
  if (record.type === 'WebhookRemoved')
    await tx.query('update webhooks set removed = $2 where webhook = $1', at);
  if (record.type === 'WebhookRetried')
    await tx.query('update webhooks set retried = $2 where webhook = $1', at);
}
