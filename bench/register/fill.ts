import { Client } from 'pg';

/** Customers of which a log is made that copies of them fill. */
export const TEMPLATE_CUSTOMERS = 1_000;

/** UUIDs in an event: of it, its command, its stream, its subject, its keys. */
const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';

/**
 * Adds copies of the first events until there are `events` of them. A copy is the event byte for byte but for its UUIDs, which
 * are those of its own copy, and its time, which goes on: other people, other streams, the same things done later. What the
 * register makes of them is real.
 * @param url of a superuser: the log refuses it of anybody else
 * @param template how many events are copied
 */
export async function fillLog(url: string, template: number, events: number): Promise<void> {
  const db = new Client({ connectionString: url });
  await db.connect();
  try {
    await db.query('set synchronous_commit = off');
    const { rows } = await db.query<{ head: string }>('select max(position) as head from events');
    let head = Number(rows[0]!.head);
    const { rows: times } = await db.query<{ span: number }>(
      `select extract(epoch from max(t) - min(t))::int + 1 as span
         from (select ${TIME}::timestamptz as t from events where position <= $1) times`,
      [template],
    );
    while (head < events) {
      await db.query(
        `insert into events (position, revision, append_index, append_size, id, command_id, stream, type, fingerprint, bytes)
         select $2 + row_number() over (order by position), revision, append_index, append_size,
                ${own('id::text')}::uuid, ${own('command_id::text')}::uuid, ${own('stream')}, type, fingerprint,
                convert_to(${own(LATER)}, 'utf8')
           from events where position <= $3 and stream ~ '${UUID}' order by position`,
        // Another for each copy, since the log only grows.
        [head.toString(16).padStart(8, '0'), head, template, times[0]!.span * Math.ceil(head / template)],
      );
      head = Number(
        (await db.query<{ head: string }>('select max(position) as head from events')).rows[0]!.head,
      );
    }
    await db.query('analyze events');
  } finally {
    await db.end();
  }
}

const TEXT = "convert_from(bytes, 'utf8')";
/** In the order of canonical JSON the last member of this name is the event's own. */
const TIME = `substring(${TEXT} from '.*"time":"([^"]+)"')`;
/** The event $4 seconds later. */
const LATER = `replace(${TEXT}, '"time":"' || ${TIME} || '"', '"time":"' ||
  to_char((${TIME}::timestamptz + make_interval(secs => $4)) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"')`;

function own(text: string): string {
  return `regexp_replace(${text}, '${UUID}', $1 || '\\1', 'g')`;
}
