import type { Pool } from 'pg';
import { comparePositions, numbersOf, type Position } from '#libs/event-store';
import { derivedId, DomainError, Mac, type Uuid } from '#libs/kernel';
import { projectionStates } from '#libs/projections';
import type { MessageData, MessageType, Told } from './messages';

/** Read models whose rows are told of: it is told as far as all of them are. */
const FED_BY = ['feed', 'duties'];

/** A place in the feed. `n`: of an event's messages the one that was told last; all of them, where it is not known. */
export interface Place {
  readonly position: Position;
  readonly n: number;
}
/** The place after all messages of the event at a position. */
export function afterAll(position: Position): Place {
  return { position, n: 2 ** 31 - 1 };
}
/** Before the first. */
export const BEGINNING: Place = { position: '0', n: -1 };

/** A message, before it is known to whom it goes. */
export interface FeedRow extends Place, Told {
  /** The same however often it is sent. */
  readonly message: Uuid;
  /** RFC 3339: of the event. */
  readonly time: string;
}

const DUTY = `jsonb_strip_nulls(jsonb_build_object('subject', subject, 'duty', duty, 'kind', kind, 'recipient', recipient,
  'instance', instance, 'purposes', jsonb_build_array(jsonb_build_object('purpose', purpose)), 'link', link))`;

const READ = `
  select * from (
    (select first, second, 0 as n, position, time, type, purposes, data from feed_messages
      where (first, second, 0) > ($1::bigint, $2::bigint, $3::int) and (first, second) <= ($4::bigint, $5::bigint)
      order by first, second limit $6)
    union all
    (select first, second, n, position, time, 'duty.opened', array[purpose], ${DUTY} from duty_openings
      where (first, second, n) > ($1::bigint, $2::bigint, $3::int) and (first, second) <= ($4::bigint, $5::bigint)
      order by first, second, n limit $6)) found
  order by first, second, n limit $6`;

interface Row {
  readonly position: Position;
  readonly n: number;
  readonly time: Date;
  readonly type: MessageType;
  readonly purposes: readonly string[];
  readonly data: MessageData;
}

/** There is nothing secret in how ids of messages are made: they tell one from another. */
const IDS = new Mac(Buffer.from('inzage:feed:1'));

/**
 * How far all that is told of has been projected; null: nothing was yet.
 * @throws DomainError `projection-behind` where one stands still: what is not told then looks as if nothing had happened
 */
export async function fedUpTo(db: Pool): Promise<Position | null> {
  const states = (await projectionStates(db)).filter(({ name }) => FED_BY.includes(name));
  const stuck = states.find(({ failure, status }) => failure !== undefined || status === 'rebuilding');
  if (stuck) throw new DomainError('projection-behind', { projection: stuck.name, retryAfter: 30 });
  const positions = states.flatMap(({ position }) => position ?? []);
  if (positions.length < FED_BY.length) return null;
  return positions.reduce((one, other) => (comparePositions(one, other) <= 0 ? one : other));
}

/** Messages after a place, up to a position, in the order of the log. */
export async function messagesAfter(
  db: Pool,
  after: Place,
  upTo: Position,
  limit: number,
): Promise<FeedRow[]> {
  const { rows } = await db.query<Row>({
    name: 'feed-read',
    text: READ,
    values: [...numbersOf(after.position), after.n, ...numbersOf(upTo), limit],
  });
  return rows.map(({ position, n, time, type, purposes, data }) => ({
    message: derivedId(IDS, position, String(n)),
    position,
    n,
    time: time.toISOString(),
    type,
    purposes,
    data,
  }));
}
