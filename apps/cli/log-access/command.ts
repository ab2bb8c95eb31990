import { grantAll } from '#libs/event-store/eventstoredb';
import { command, say, UsageError } from '../command';
import { addressOf } from '../log-copy/logs';

const USAGE = `npm run log:access -- --as URL --user NAME

  Lets a user of EventStoreDB read $all and its metadata, which only administrators may. URL: an administrator's, esdb://…, or the
  name of an environment variable that has it. The streams of the log the service itself closes to all but its user.`;

const text = { type: 'string' } as const;

export const run = command({
  usage: USAGE,
  options: { as: text, user: text },
  async run({ as, user }) {
    if (as === undefined || user === undefined) throw new UsageError('--as and --user are needed.');
    const { url, engine } = addressOf(as, '--as');
    if (engine !== 'eventstoredb') throw new UsageError('--as must be an address of EventStoreDB.');
    await grantAll(url, user);
    say(`${user} may read $all.`);
    return 0;
  },
});
