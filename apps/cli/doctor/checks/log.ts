import { canonicalBytes } from '#libs/kernel';
import { decodeRecord, NO_FINGERPRINT, type StoredEvent } from '#libs/event-store';
import type { LogCheck, SeenEvent } from '../check';
import { Tally } from '../findings';
import type { World } from '../world';

/**
 * The log is whole: positions and revisions have no gaps, and each event's bytes are a canonical record that says what the
 * columns beside it say. What was changed within its form shows in the register, which has the hash of each event.
 */
export const log: LogCheck = {
  name: 'log',
  begin(world) {
    const tally = new Tally();
    // PostgreSQL numbers events from 1 without gaps; EventStoreDB's positions are places in its own file.
    let next = world.config.eventStoreUrl === undefined ? 1n : undefined;
    return Promise.resolve({
      page(events) {
        for (const seen of events) {
          const at = `event ${seen.stored.id}, position ${seen.stored.position}`;
          if (next !== undefined) {
            const position = BigInt(seen.stored.position);
            if (position !== next)
              tally.add('log-gap', `positions ${next} to ${position - 1n}`, Number(position - next));
            next = position + 1n;
          }
          if (isAltered(seen.stored)) tally.add('event-altered', at);
          else if (!seen.record) tally.add('event-unknown', `${at}: ${seen.stored.type}`);
        }
        return Promise.resolve();
      },
      async end() {
        for (const stream of await brokenStreams(world)) tally.add('log-gap', `revisions of ${stream}`);
        for (const place of await brokenAppends(world)) tally.add('event-altered', place);
        for (const stream of world.foreignStreams) tally.add('stream-foreign', stream);
        return tally.findings();
      },
    });
  },
};

function isAltered(stored: SeenEvent['stored']): boolean {
  try {
    const record = decodeRecord(stored.bytes);
    return !(says(record, stored) && canonicalBytes(record).equals(stored.bytes));
  } catch {
    return true;
  }
}

function says(record: ReturnType<typeof decodeRecord>, stored: StoredEvent): boolean {
  return (
    record.id === stored.id &&
    record.type === stored.type &&
    record.stream === stored.stream &&
    record.command === stored.commandId &&
    (record.fingerprint ?? NO_FINGERPRINT) === stored.fingerprint
  );
}

/** Streams whose revisions do not run from 0 without gaps. EventStoreDB cannot have them, and says so when it reads one. */
async function brokenStreams(world: World): Promise<string[]> {
  if (world.config.eventStoreUrl !== undefined) return [];
  // By the index of streams alone, in order: neither memory nor a sort, however large.
  const { rows } = await world.owner.query<{ stream: string }>(
    `select stream from events group by stream having min(revision) <> 0 or max(revision) + 1 <> count(*) order by stream limit 1000`,
  );
  return rows.map(({ stream }) => stream);
}

/** Events that do not stand with those that they say they were appended with. EventStoreDB keeps that with the event. */
async function brokenAppends(world: World): Promise<string[]> {
  if (world.config.eventStoreUrl !== undefined) return [];
  const { rows } = await world.owner.query<{ id: string; position: string }>(
    `select id, position from (
       select id, position, append_index as index, append_size as size,
              lag(append_index) over log as index_before, lag(append_size) over log as size_before,
              lead(append_index) over log as index_after, lead(append_size) over log as size_after, stream = lag(stream) over log as same
         from events window log as (order by position)) as each
      where case when index = 0 then coalesce(index_before + 1, size_before, 0) <> coalesce(size_before, 0)
                 else same is distinct from true or index_before is distinct from index - 1 or size_before is distinct from size end
         or (index + 1 <> size and coalesce(index_after, 0) = 0)
         or (index_after = index + 1 and size_after <> size)
      order by position limit 1000`,
  );
  return rows.map(({ id, position }) => `event ${id}, position ${position}: what it was appended with`);
}
