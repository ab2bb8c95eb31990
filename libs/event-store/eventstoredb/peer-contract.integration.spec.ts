import { Child } from '../../../test/setup/child';
import { describeEventStoreContract } from '../testing/contract';
import { freshLogOn } from '../testing/eventstoredb';
import { CLIENTS } from './client';

// The peer is no EventStoreDB: this says that the adapter keeps the contract by what it sends and understands, by
// either client and by either name of the server.
describe.each(CLIENTS)('by the client %s', client => {
  describeEventStoreContract(
    'the EventStoreDB adapter before a peer',
    async () => {
      const peer = Child.start(require.resolve('../../../test/peers/eventstoredb/process'));
      const url = (await peer.ask<string>({})).replace(
        /^esdb:/,
        client === 'kurrentdb' ? 'kurrentdb:' : 'esdb:',
      );
      const log = freshLogOn(`${url}${url.includes('?') ? '&' : '?'}client=${client}`);
      return { ...log, dispose: () => peer.stop() };
    },
    { seesIdsOfOtherStreams: false },
  );
});
