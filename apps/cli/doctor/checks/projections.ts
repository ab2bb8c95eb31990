import type { Pool } from 'pg';
import { comparePositions, type EventStore, type Position } from '#libs/event-store';
import { projectionStates, readModelsStranger } from '#libs/projections';
import type { Check } from '../check';
import { finding, Tally } from '../findings';

/** Read models that everything else counts on. */
const NEEDED = ['records', 'register', 'lookups', 'timers'];
/** How old the first event that was not applied may be. */
const LAG_MS = 60_000;

/** Each projection follows the log: none stands still, none is late, none has read what the log does not have. */
export const projections: Check = {
  name: 'projections',
  async run(world) {
    const tally = new Tally();
    const log = await world.log();
    const stranger = await readModelsStranger(world.service, log);
    if (stranger !== undefined) return [finding('read-models-of-another-log', stranger)];
    const states = await projectionStates(world.service);
    const head = await log.head();
    for (const { name, position, failure } of states) {
      if (failure) {
        const { at, error, cause } = failure;
        const none = cause ? ' at the log itself' : '';
        const where = at ? ` at ${at.type} ${at.event}, position ${at.position}` : none;
        tally.add('projection-failed', `${name}${where}: ${cause ?? error}`);
      }
      if (position !== null && !(await isReached(log, position, head)))
        tally.add('checkpoint-ahead', `${name} at ${position}, the log ends at ${head ?? 'nothing'}`);
      else if (head !== null && !failure) {
        const [next] = (await log.readAll(position, 1)).events;
        const late = next ? world.clock.now().getTime() - timeOf(next.bytes) : 0;
        if (late > LAG_MS)
          tally.add(
            'projection-behind',
            `${name} at ${position ?? 'nothing'}, by ${Math.round(late / 1000)} s`,
          );
      }
    }
    const begun = new Set(states.map(({ name }) => name));
    if (head !== null) for (const name of NEEDED) if (!begun.has(name)) tally.add('projection-missing', name);
    return tally.findings();
  },
};

/** On EventStoreDB the log ends later than our last event, and a reader can be beyond that: there the engine is asked. */
async function isReached(log: EventStore, position: Position, head: Position | null): Promise<boolean> {
  if (head !== null && comparePositions(position, head) <= 0) return true;
  if (!position.includes('/')) return false;
  const stop = new AbortController();
  try {
    await log.batches(position, { limit: 1, signal: stop.signal })[Symbol.asyncIterator]().next();
    return true;
  } catch {
    return false;
  } finally {
    stop.abort();
  }
}

function timeOf(bytes: Buffer): number {
  try {
    return Date.parse((JSON.parse(bytes.toString('utf8')) as { time: string }).time);
  } catch {
    return NaN;
  }
}

/** Officers' decisions about events that stop projections are taken to their end. */
export const passings: Check = {
  name: 'passed events',
  async run(world) {
    const tally = new Tally();
    const decisions = await world.decisions();
    for (const name of world.features.checkpoints()) {
      for (const event of decisions.proposed(name)) tally.add('passing-proposed', `${name}, event ${event}`);
      for (const event of decisions.wanting(name)) tally.add('event-passed-over', `${name}, event ${event}`);
    }
    return tally.findings();
  },
};

/** Some process holds the turn to run projections, and some to fire timers. */
export const runners: Check = {
  name: 'active projector',
  async run({ service }) {
    const tally = new Tally();
    const held = await heldLeases(service);
    for (const lease of ['projections', 'timers'])
      if (!held.has(lease)) tally.add('projector-absent', `nobody runs ${lease}`);
    return tally.findings();
  },
};

async function heldLeases(db: Pool): Promise<Set<string>> {
  const { rows } = await db.query<{ name: string }>(
    'select name from leases where until >= clock_timestamp()',
  );
  return new Set(rows.map(({ name }) => name));
}
