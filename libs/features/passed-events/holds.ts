import { storable } from '#libs/kernel';
import { foldHold, type Hidden, type HoldChange, type HoldFunctions } from '#libs/register';
import type { PassedEventData } from './events';

/** What stands instead of the passed event's entries is hidden as long as they would be. */
export const passedEventHolds: HoldFunctions<PassedEventData> = {
  PassedEventMadeUp: ({ event, silences }, { id }) =>
    silences.map(change => {
      const until = change.until === undefined ? {} : { until: storable(change.until) };
      return change.op === 'hide' && change.event === event
        ? { ...change, ...until, event: id }
        : { ...change, ...until };
    }),
};

/**
 * What an event does to a non-disclosure hold when it comes late: what was decided of the same matter since has been applied already,
 * but not to what the event hides, and an end of a hold is not undone.
 * @throws RangeError where a time is none
 */
export function holdsByNow(changes: readonly HoldChange[], later: readonly HoldChange[]): HoldChange[] {
  return changes.flatMap((change): HoldChange[] => {
    const since = later.filter(({ op, matter }) => op !== 'hide' && matter === change.matter);
    if (change.op === 'extend')
      return since.some(({ op }) => op === 'end')
        ? []
        : [{ ...change, until: timeOf(Date.parse(change.until)) }];
    if (change.op === 'end') return [{ ...change, until: timeOf(Date.parse(change.until)) }];
    const hidden = new Map<string, Hidden>();
    for (const each of [change, ...since]) foldHold(hidden, each);
    const { until: _, ...hide } = change;
    const { until } = hidden.get(change.event)!;
    return [{ ...hide, ...(until !== Infinity && { until: timeOf(until) }) }];
  });
}

/** RFC 3339, of a year of four digits. @throws RangeError */
function timeOf(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  if (text.length > 24) throw new RangeError('a year of more than four digits');
  return text;
}
