import type { PoolClient } from 'pg';
import { storable } from '#libs/kernel';
import type { ProjectedEvent, Projection } from '#libs/projections';
import { breachOf, type BreachEvent, type BreachEventData } from './events';

/** A statement with its values, but for the breach, which is the first. */
type Write = readonly [text: string, ...values: readonly unknown[]];

const FACTS = 'update breaches set happened = $2, found = $3, known = $4, due = $5 where breach = $1';

function facts({
  happenedAt,
  foundAt,
  knownAt,
  clock,
}: BreachEventData['BreachRecorded' | 'BreachCorrected']): unknown[] {
  return [storable(happenedAt), storable(foundAt), storable(knownAt), storable(clock?.due)];
}

/** What an event does to the list; undefined where it does nothing. */
function writeOf({ type, data, time }: BreachEvent): Write | undefined {
  switch (type) {
    case 'BreachRecorded':
      return [
        'insert into breaches (breach, happened, found, known, due, recorded) values ($1, $2, $3, $4, $5, $6)',
        ...facts(data),
        time,
      ];
    case 'BreachCorrected':
      return [FACTS, ...facts(data)];
    case 'BreachAssessed':
      return ['update breaches set risk = $2 where breach = $1', data.risk];
    case 'AuthorityNotified':
      return ['update breaches set notified = least(notified, $2) where breach = $1', storable(data.at)];
    case 'BreachClosed':
      return ['update breaches set closed = true where breach = $1'];
    case 'AffectedDetermined':
    case 'BreachLetterWritten':
    case 'PersonsTold':
    case 'PersonsNotTold':
    case 'BreachReminded':
      return undefined;
  }
}

/** The list of breaches. There are few of them, so each event is a statement. */
export class BreachesProjection implements Projection {
  readonly name = 'breaches';
  readonly tables = ['breaches'];

  concerns({ stream }: ProjectedEvent['record']): boolean {
    return stream.startsWith('breach-');
  }

  async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    for (const { record } of events) {
      if (!record.stream.startsWith('breach-')) continue;
      const [text, ...values] = writeOf(record as BreachEvent) ?? [];
      if (text !== undefined) await tx.query(text, [breachOf(record.stream), ...values]);
    }
  }
}
