import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventStore, EventTypes } from '#libs/event-store';
import { Composition, type Execute, type ReadModelParts } from '#libs/feature';
import { Clock } from '#libs/kernel';
import { type Projection } from '#libs/projections';
import { Progress, ProjectionRunner, type RunnerOptions } from '#libs/projections/postgres';
import { type Sweep, type TimerHooks } from '#libs/timers';
import { TimerWorker } from '#libs/timers/postgres';
import { PostgresVault } from '#libs/vault/postgres';
import { Pools } from './pools';

type Context = Pick<INestApplicationContext, 'get'>;

function executeOn(context: Context): Execute {
  const bus = context.get(CommandBus);
  return command => bus.execute(command);
}

/** The read models, the register and what follows from events, of all features. @param over parts in place of the context's */
export function followersOf(context: Context, over: Partial<ReadModelParts> = {}): Projection[] {
  const parts = {
    vault: context.get(PostgresVault),
    workers: context.get(Pools).workers,
    progress: context.get(Progress),
    ...over,
  };
  return context.get(Composition).followers(parts, executeOn(context));
}

/** One runner for all of them, active in one process at a time. */
export function projectionRunner(context: Context, options: RunnerOptions = {}): ProjectionRunner {
  const { workers, leases } = context.get(Pools);
  const types = context.get(EventTypes);
  const store = context.get(EventStore);
  return new ProjectionRunner(
    workers,
    store,
    stored => types.read(stored),
    followersOf(context),
    context.get(Progress),
    { leases, decisions: context.get(Composition).decisionsIn(store), ...options },
  );
}

/** What is looked around for, of every feature. */
export async function sweepsOf(context: Context): Promise<Sweep[]> {
  const { features } = context.get(Composition);
  const classes = await Promise.all(features.flatMap(({ sweeps = [] }) => sweeps.map(load => load())));
  return classes.map(sweep => context.get(sweep, { strict: false }));
}

/** Timers and sweeps of all features: fired by one process at a time. */
export async function timerWorker(context: Context, hooks: TimerHooks = {}): Promise<TimerWorker> {
  const { workers, leases } = context.get(Pools);
  const handlers = context.get(Composition).timerHandlers(executeOn(context));
  return new TimerWorker(
    workers,
    context.get(Clock),
    context.get(PostgresVault),
    handlers,
    await sweepsOf(context),
    { hooks, leases },
  );
}
