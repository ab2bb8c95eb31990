import type { PoolClient } from 'pg';
import { createPool } from '#libs/database';
import { serve } from '../../../test/setup/child';
import { PostgresEventStore } from '#libs/event-store/postgres';
import { Progress } from '../progress';
import { ProjectionRunner } from '../runner';
import type { ProjectedEvent } from '../types';
import { read, Tally } from './tally';

/**
 * `active`: compete for the turn, answer when it has come. `inside`: answer from inside the first transaction, which stays
 * open for half a second more. `idle`: answer when the turn is over.
 */
export interface RunnerQuestion {
  readonly until: 'active' | 'inside' | 'idle';
  readonly url: string;
}

interface Moment {
  readonly come: Promise<void>;
  readonly now: () => void;
}

function moment(): Moment {
  let now = (): void => undefined;
  const come = new Promise<void>(resolve => (now = resolve));
  return { come, now: () => now() };
}

const happened = { active: moment(), inside: moment(), idle: moment() };

class Slow extends Tally {
  override async apply(events: readonly ProjectedEvent[], tx: PoolClient): Promise<void> {
    await super.apply(events, tx);
    happened.inside.now();
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

let runner: ProjectionRunner | undefined;

async function start({ url, until }: RunnerQuestion): Promise<ProjectionRunner> {
  const pool = createPool(url, 'runner');
  const store = await PostgresEventStore.open({ url });
  const projection = until === 'inside' ? new Slow() : new Tally();
  const active = (is: boolean): void => happened[is ? 'active' : 'idle'].now();
  return new ProjectionRunner(pool, store, read, [projection], new Progress(pool), {
    hooks: { active },
    batchSize: 50,
  });
}

serve(async (question: RunnerQuestion) => {
  runner ??= await start(question);
  runner.start();
  await happened[question.until].come;
});
