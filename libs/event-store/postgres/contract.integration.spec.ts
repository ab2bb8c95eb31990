import { describeEventStoreContract } from '../testing/contract';
import { freshLog, openStore } from '../testing/postgres';

describeEventStoreContract('PostgreSQL', async () => {
  const database = await freshLog();
  const argument = { url: database.serviceUrl };
  return {
    open: () => openStore(argument),
    opener: { module: require.resolve('../testing/postgres'), name: 'openStore', argument },
    dispose: () => database.drop(),
  };
});
