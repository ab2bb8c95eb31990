import type { INestApplicationContext } from '@nestjs/common';
import { Pool } from 'pg';
import { EventStore } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { Clock } from '#libs/kernel';
import { OnceAMinute, type Log } from '#libs/logging';
import {
  projectionDelays,
  projectionStates,
  type PassingDecisions,
  type ProjectionHooks,
  type ProjectionState,
} from '#libs/projections';
import { Signings } from '#libs/features/signing';
import { forkOf, latestCheckpoint, Signer } from '#libs/register';
import { sweepStates, timerStates, type TimerHooks } from '#libs/timers';
import { PostgresVault } from '#libs/vault/postgres';
import type { Health, Warning } from './http/health';
import type { Metrics } from './http/metrics';

/** What an operator can see of the parts: readiness checks, metrics, and lines in the log when a projection is in trouble. */
export function watch(
  container: INestApplicationContext,
  health: Health,
  metrics: Metrics,
  log: Log,
): ProjectionHooks {
  const [store, vault, clock, db] = [
    container.get(EventStore),
    container.get(PostgresVault),
    container.get(Clock),
    container.get(Pool),
  ];
  health.register('log', async () => void (await store.head()));
  health.register('keyring', () => vault.ping());
  // A projection that stands still is told by metrics and log, and to who asks for what it makes: all else can be served.
  health.register('read-models', async () => void (await db.query('select 1')));
  metrics.gauge(
    'inzage_projection_failed',
    'Whether a projection stands at an event that it cannot apply.',
    async () =>
      Object.fromEntries(
        (await projectionStates(db)).map(({ name, status }) => [name, status === 'failed' ? 1 : 0]),
      ),
  );
  watchSigning(container, health, metrics);
  const decisions = container.get(Composition).decisionsIn(store);
  health.watch(async () => standstills(await projectionStates(db), await decisions()));
  const names = container.get(Composition).checkpoints();
  metrics.gauge(
    'inzage_projection_delay_seconds',
    'How long the oldest event waits that a projection has not applied.',
    async () => {
      const states = await projectionStates(db);
      const positions = new Map(states.map(({ name, position }) => [name, position]));
      const delays = await projectionDelays(
        store,
        names.map(name => ({ name, position: positions.get(name) ?? null })),
        clock.now(),
      );
      return Object.fromEntries(Object.entries(delays).map(([name, delay]) => [name, delay / 1000]));
    },
  );
  metrics.gauge('inzage_timers_overdue', 'Timers that are due and not done, by name.', async () =>
    byName(await timerStates(db, clock.now()), ({ overdue }) => overdue),
  );
  metrics.gauge('inzage_timers_failing', 'Timers that failed and will be tried again, by name.', async () =>
    byName(await timerStates(db, clock.now()), ({ failing }) => failing),
  );
  metrics.gauge('inzage_sweep_failures', 'Failures in a row of each sweep.', async () =>
    byName(await sweepStates(db), ({ failures }) => failures),
  );
  const outages = new OnceAMinute();
  return {
    troubled: ({ projection, error, failures, outage }) => {
      const fields = { name: projection, code: error, count: failures };
      // An outage is one for all projections, and can last: it is told once in a while.
      if (!outage) log.warn('A projection failed and tries again', fields);
      else if (outages.isDue()) log.warn('Projections wait for what is down, and try again', fields);
    },
    failed: (name, { at, error, cause }) =>
      at
        ? log.error('A projection stands at an event', { name, ...at, code: error, ...(cause && { cause }) })
        : log.error('A projection stands still', { name, code: error, ...(cause && { cause }) }),
    outage: error => {
      if (outages.isDue()) log.warn('The log does not answer, projections wait', {}, error);
    },
    active: active => log.info(active ? 'Projections run in this process' : 'Projections run elsewhere'),
  };
}

/** What stands still, and what is to be done about it next. */
function standstills(states: readonly ProjectionState[], decisions: PassingDecisions): Warning[] {
  return states.flatMap(({ name, failure }): Warning[] => {
    if (!failure) return [];
    const { at, error } = failure;
    const event = at && { event: at.event, type: at.type };
    const proposed = at !== undefined && decisions.proposed(name).has(at.event);
    const next = proposed
      ? 'A second officer approves that it passes over the event, or somebody withdraws it: /v1/passings.'
      : 'See "A projection stands at an event" in docs/operations.md.';
    return [
      { code: proposed ? 'passing-proposed' : 'projection-failed', projection: name, ...event, error, next },
    ];
  });
}

/** Whether the register goes on from what was signed, how old the newest checkpoint is, and how witnesses do. */
function watchSigning(container: INestApplicationContext, health: Health, metrics: Metrics): void {
  const [pool, clock] = [container.get(Pool), container.get(Clock)];
  const signings = container.get(Signings, { strict: false });
  const signer = container.get(Signer, { strict: false });
  health.watch(async () => {
    const fork = await forkOf(pool, (await signings.state()).origins.at(-1) ?? '');
    if (!fork) return [];
    const { sound, signed, since, place } = fork;
    const sizes = { sound: String(sound), signed: String(signed) };
    return [{ code: 'register-forked', since: since.toISOString(), ...sizes, place }];
  });
  health.watch(async () =>
    (await signer.witnesses()).flatMap(({ name, failures, error }) =>
      failures === 0
        ? []
        : [{ code: 'witness-failing', name, failures: String(failures), error: error ?? '' }],
    ),
  );
  metrics.gauge(
    'inzage_register_forked',
    'Whether the register does not go on from what was signed.',
    async () => ((await forkOf(pool, (await signings.state()).origins.at(-1) ?? '')) ? 1 : 0),
  );
  metrics.gauge('inzage_checkpoint_age_seconds', 'Age of the newest signed checkpoint.', async () => {
    const newest = await latestCheckpoint(pool, (await signings.state()).origins.at(-1) ?? '');
    return newest ? Math.max(0, (clock.now().getTime() - newest.time.getTime()) / 1000) : 0;
  });
  metrics.gauge('inzage_witness_failures', 'Failures in a row of each witness.', async () =>
    byName(await signer.witnesses(), ({ failures }) => failures),
  );
}

/** Lines in the log when a timer is in trouble. */
export function timerHooks(log: Log): TimerHooks {
  return {
    troubled: ({ name, error, failures }) =>
      log.warn('A timer failed and tries again', { name, code: error, count: failures }),
  };
}

function byName<S extends { readonly name: string }>(
  states: readonly S[],
  value: (state: S) => number,
): Record<string, number> {
  return Object.fromEntries(states.map(state => [state.name, value(state)]));
}
