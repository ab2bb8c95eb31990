import { serve } from '../../../test/setup/child';
import type { EventStore } from '../port';
import { aStream, events, outcome } from './events';

/** What a writer process is asked: so many writers at once, each so many appends, to shared streams or to new ones. */
export interface WritePlan {
  readonly writers: number;
  readonly appends: number;
  readonly sharedStreams: readonly string[];
  /** Largest number of events in one append. */
  readonly most: number;
}

/** An append that was acknowledged. */
export interface Acknowledged {
  readonly stream: string;
  readonly ids: readonly string[];
  readonly revision: number;
  readonly position: string;
}

/** How a child process opens the log: a module's path, its function's name, and what that takes. */
export interface Opener {
  readonly module: string;
  readonly name: string;
  readonly argument: unknown;
}

async function write(store: EventStore, plan: WritePlan): Promise<Acknowledged[]> {
  const acknowledged: Acknowledged[] = [];
  const writer = async (number: number) => {
    const own = aStream();
    for (let turn = 0; turn < plan.appends; turn++) {
      const shared = plan.sharedStreams[(number + turn) % (plan.sharedStreams.length + 1)];
      const stream = shared ?? own;
      const batch = events(1 + ((number + turn) % plan.most));
      const [last] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
      const done = await outcome(store.append(stream, last?.revision ?? 'no-stream', batch));
      if (typeof done !== 'string') acknowledged.push({ stream, ids: batch.map(event => event.id), ...done });
      else if (done !== 'WrongExpectedRevision') throw new Error(done);
    }
  };
  await Promise.all(Array.from({ length: plan.writers }, (_, number) => writer(number)));
  return acknowledged;
}

if (require.main === module) {
  const { module: path, name, argument } = JSON.parse(process.argv[2]!) as Opener;
  const store = (import(path) as Promise<Record<string, (argument: unknown) => Promise<EventStore>>>).then(
    opener => opener[name]!(argument),
  );
  serve(async (plan: WritePlan) => write(await store, plan));
}
