import type { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Place } from './feed.sql';
import type { MessageType } from './messages';

/** A webhook that stands, and how far it is. */
export interface Webhook {
  readonly webhook: Uuid;
  readonly client: string;
  readonly url: string;
  /** The event whose envelope holds the secret. */
  readonly event: Uuid;
  readonly key: Uuid;
  readonly box: string;
  /** Up to here it was told; what did not arrive is among its failures. */
  readonly at: Place;
  /** Messages in a row that did not arrive. */
  readonly streak: number;
  /** It is down, and not yet told of the next. */
  readonly paused: boolean;
  /** When an officer last asked that what did not arrive is sent once more. */
  readonly retried: Date | null;
}

/** A message that did not arrive. */
export interface Failure extends Place {
  readonly message: Uuid;
  readonly type: MessageType;
  /** How often it was sent. */
  readonly tries: number;
  /** It is sent because an officer asked for it, before its next try or after the last. */
  readonly asked: boolean;
}

const STANDING = `
  select w.webhook, w.client, w.url, w.event, w.key, w.box, w.retried, coalesce(d.streak, 0) as streak,
         coalesce(d.paused_until > clock_timestamp(), false) as paused,
         coalesce(d.position, w.position) as position, coalesce(d.n, ${2 ** 31 - 1}) as n
    from webhooks w left join webhook_deliveries d using (webhook)
   where w.removed is null and d.gone is null`;

/** Webhooks that are sent to. */
export async function standingWebhooks(db: Pool): Promise<Webhook[]> {
  const { rows } = await db.query<Omit<Webhook, 'at'> & { position: Position; n: number }>({
    name: 'webhooks-standing',
    text: STANDING,
  });
  return rows.map(({ position, n, ...rest }) => ({ ...rest, at: { position, n } }));
}

/** Failures whose next try is due, and those that an officer has sent once more. */
export async function dueFailures(
  db: Pool,
  { webhook, retried }: Pick<Webhook, 'webhook' | 'retried'>,
  limit: number,
): Promise<Failure[]> {
  const { rows } = await db.query<Failure>({
    name: 'webhook-failures-due',
    text: `select position, n, message, type, tries, (next_try <= clock_timestamp()) is not true as asked
        from webhook_failures
       where webhook = $1 and (next_try <= clock_timestamp() or retried is distinct from $2)
       order by next_try limit $3`,
    values: [webhook, retried, limit],
  });
  return rows;
}

/** Notes up to where it was told, and how that went. `arrived`: something did; `pauseMs`: how long it is left alone. */
export async function noteDelivery(
  db: Pool,
  webhook: Uuid,
  { position, n }: Place,
  went: { readonly streak: number; readonly arrived: boolean; readonly pauseMs: number | undefined },
): Promise<void> {
  await db.query({
    name: 'webhook-delivered',
    text: `insert into webhook_deliveries as d (webhook, position, n, streak, arrived, paused_until)
        values ($1, $2, $3, $4, case when $5 then clock_timestamp() end,
                clock_timestamp() + $6::double precision * interval '1 ms')
      on conflict (webhook) do update set position = excluded.position, n = excluded.n, streak = excluded.streak,
        arrived = coalesce(excluded.arrived, d.arrived), paused_until = excluded.paused_until`,
    values: [webhook, position, n, went.streak, went.arrived, went.pauseMs],
  });
}

/** The receiver says that it is there no more: nothing is sent to it from now on. */
export async function noteGone(db: Pool, webhook: Uuid, { position, n }: Place): Promise<void> {
  await db.query(
    `insert into webhook_deliveries (webhook, position, n, gone) values ($1, $2, $3, clock_timestamp())
      on conflict (webhook) do update set gone = excluded.gone`,
    [webhook, position, n],
  );
  await db.query('update webhook_failures set next_try = null where webhook = $1', [webhook]);
}

/** Notes a try that failed. @param waitMs until the next; undefined: it is given up */
export async function noteFailure(
  db: Pool,
  { webhook, retried }: Pick<Webhook, 'webhook' | 'retried'>,
  { message, position, n, type, tries }: Omit<Failure, 'asked'>,
  answer: string,
  waitMs: number | undefined,
): Promise<void> {
  await db.query({
    name: 'webhook-failed',
    text: `insert into webhook_failures (webhook, message, position, n, type, tries, answer, retried, tried, next_try)
        values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp(),
                clock_timestamp() + $9::double precision * interval '1 ms')
      on conflict (webhook, message) do update set tries = excluded.tries, answer = excluded.answer,
        retried = excluded.retried, tried = excluded.tried, next_try = excluded.next_try`,
    values: [webhook, message, position, n, type, tries, answer, retried, waitMs],
  });
}

/** Notes a try that failed and that an officer had asked for: when the next is stays as it was. */
export async function noteAsked(
  db: Pool,
  { webhook, retried }: Pick<Webhook, 'webhook' | 'retried'>,
  message: Uuid,
  answer: string,
): Promise<void> {
  await db.query({
    name: 'webhook-asked',
    text: `update webhook_failures set answer = $3, retried = $4, tried = clock_timestamp()
      where webhook = $1 and message = $2`,
    values: [webhook, message, answer, retried],
  });
}

/** It arrived after all. */
export async function forgetFailure(db: Pool, webhook: Uuid, message: Uuid): Promise<void> {
  await db.query({
    name: 'webhook-arrived',
    text: 'delete from webhook_failures where webhook = $1 and message = $2',
    values: [webhook, message],
  });
}

/** A webhook as officers see it. */
export interface WebhookRow {
  readonly webhook: Uuid;
  readonly client: string;
  readonly url: string;
  readonly registered: Date;
  readonly removed: Date | null;
  readonly gone: Date | null;
  readonly arrived: Date | null;
  readonly waiting: number;
  readonly givenUp: number;
}

export async function allWebhooks(db: Pool): Promise<WebhookRow[]> {
  const { rows } = await db.query<WebhookRow>(
    `select w.webhook, client, url, registered, removed, gone, arrived,
        count(f.message) filter (where next_try is not null)::int as waiting,
        count(f.message) filter (where next_try is null)::int as "givenUp"
      from webhooks w left join webhook_deliveries d using (webhook) left join webhook_failures f using (webhook)
      group by w.webhook, d.webhook order by registered, w.webhook`,
  );
  return rows;
}

/** A message that did not arrive, as officers see it. */
export interface FailureRow {
  readonly message: Uuid;
  readonly type: MessageType;
  readonly position: Position;
  readonly tries: number;
  readonly answer: string;
  readonly tried: Date;
  readonly next: Date | null;
}

/** The latest first, at most so many. */
export async function failuresOf(db: Pool, webhook: Uuid, limit: number): Promise<FailureRow[]> {
  const { rows } = await db.query<FailureRow>(
    `select message, type, position, tries, answer, tried, next_try as next from webhook_failures
      where webhook = $1 order by tried desc, message limit $2`,
    [webhook, limit],
  );
  return rows;
}
