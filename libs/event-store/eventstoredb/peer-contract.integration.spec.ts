import { Child } from '../../../test/setup/child';
import { describeEventStoreContract } from '../testing/contract';
import { freshLogOn } from '../testing/eventstoredb';

// The peer is no EventStoreDB: this says that the adapter keeps the contract by what it sends and understands.
describeEventStoreContract(
  'the EventStoreDB adapter before a peer',
  async () => {
    const peer = Child.start(require.resolve('../../../test/peers/eventstoredb/process'));
    const log = freshLogOn(await peer.ask<string>({}));
    return { ...log, dispose: () => peer.stop() };
  },
  { seesIdsOfOtherStreams: false },
);
