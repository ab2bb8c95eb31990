import { describeEventStoreContract } from '../testing/contract';
import { freshLogOn } from '../testing/eventstoredb';

/** A server to run the contract against; without one it is reported as skipped. */
const url = process.env.EVENTSTORE_URL;

(url ? describe : describe.skip)('with EVENTSTORE_URL', () => {
  describeEventStoreContract('EventStoreDB', async () => freshLogOn(url!), {
    seesIdsOfOtherStreams: false,
  });
});
