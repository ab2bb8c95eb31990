import { feature } from '#libs/feature';
import { PASSED_EVENTS, PASSED_STREAM, type PassedEventData } from './events';
import { passedEventEntries } from './register-entries';
import { passedEventHolds } from './holds';
import { decisionsOf } from './state';

export const passedEvents = feature<PassedEventData>({
  name: 'passed-events',
  streams: { [PASSED_STREAM]: null },
  events: PASSED_EVENTS,
  entries: passedEventEntries,
  withheld: passedEventHolds,
  passing: { stream: PASSED_STREAM, decisionsOf },
  module: async () => (await import('#features/passed-events/passed-events.module')).PassedEventsModule,
});
