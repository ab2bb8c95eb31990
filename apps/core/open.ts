import type { Pool } from 'pg';
import { Looks } from '#libs/features/access';
import { Audits } from '#libs/features/audits';
import { Catalogues, cataloguesIn, shippedCatalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { createPool } from '#libs/database';
import { Erasures, Fencing, type ErasureStep } from '#libs/features/erasure';
import type { EventRecord, EventStore, StoredEvent } from '#libs/event-store';
import { systemClock, type Clock } from '#libs/kernel';
import { Progress } from '#libs/projections';
import { Mediations } from '#libs/features/mediation';
import { Coverage, Orders } from '#libs/features/orders';
import {
  Claims,
  Holders,
  Payloads,
  requireNoObjection,
  subjectStreamOf,
  Transfers,
} from '#libs/features/subjects';
import { PostgresVault } from '#libs/vault';
import type { Config } from '#apps/api/config';
import type { DatabaseUrls } from '#tools/embedded-postgres';
import { fileClock } from './clock';
import { eventTypes } from './event-types';
import { openLog } from './log';

/** What every process of the service stands on: the log, the vault, the catalogue, and the way of a command. */
export interface Core {
  readonly clock: Clock;
  readonly store: EventStore;
  readonly vault: PostgresVault;
  /** The service role's connections to the read models and the register. */
  readonly pool: Pool;
  /** The same for projections and timers, so that they and the queries do not wait for each other's connections. */
  readonly workers: Pool;
  /** The same for leases alone: a turn that is held must not be lost because its holder is busy. */
  readonly leases: Pool;
  readonly read: (stored: StoredEvent) => EventRecord;
  readonly catalogues: Catalogues;
  readonly runner: CommandRunner;
  readonly progress: Progress;
  readonly claims: Claims;
  readonly fencing: Fencing;
  readonly erasures: Erasures;
  readonly transfers: Transfers;
  readonly payloads: Payloads;
  readonly looks: Looks;
  readonly audits: Audits;
  readonly holders: Holders;
  readonly mediations: Mediations;
  readonly orders: Orders;
  readonly coverage: Coverage;
  close(): Promise<void>;
}

const REFRESH_MS = 30_000;

/** One connection for each lease, and answers soon enough for a second try before the lease is lost. */
const LEASES = { max: 2, connectionTimeoutMillis: 1_500, statement_timeout: 1_500, query_timeout: 1_500 };

/**
 * Opens log and vault, in that order: the vault belongs to one log. Tells the keyring what the log's journal of fences
 * says and it does not know (it may be an older copy), then publishes what is new of the catalogue.
 * @throws VaultRefused, CatalogueRefused, and errors of the databases, each of which says what to do
 */
export async function openCore(
  config: Config,
  database: DatabaseUrls,
  clock: Clock = config.clockFile === undefined ? systemClock : fileClock(config.clockFile),
): Promise<Core> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.reverse()) await end();
  };
  try {
    const store = await openLog(config, database);
    opened.push(() => store.close());
    const vault = await PostgresVault.open({
      keyringUrl: database.keyring,
      secretsFile: config.secretsFile,
      logId: store.logId,
      logIsEmpty: (await store.head()) === null,
      clock,
    });
    opened.push(() => vault.close());
    const types = eventTypes();
    const read = (stored: StoredEvent): EventRecord => types.read(stored);
    const pool = createPool(database.service, 'queries');
    const workers = createPool(database.service, 'projections');
    const leases = createPool(database.service, 'leases', LEASES);
    for (const each of [pool, workers, leases]) opened.push(() => each.end());

    const catalogues = await Catalogues.start(
      store,
      config.catalogues === undefined ? shippedCatalogues() : cataloguesIn(config.catalogues),
      clock,
    );
    // What another process publishes is known here within half a minute.
    const refreshing = setInterval(
      () => void catalogues.refresh().catch(() => undefined),
      REFRESH_MS,
    ).unref();
    opened.push(async () => clearInterval(refreshing));
    const runner = new CommandRunner(
      store,
      vault,
      clock,
      read,
      () => catalogues.current(clock.now()).version,
    );
    const fencing = new Fencing(runner, store, vault, read, { step: crashAt(config.crashAt) });
    await fencing.restore();
    const claims = new Claims(vault, store, runner, clock);
    return {
      clock,
      store,
      vault,
      pool,
      workers,
      leases,
      read,
      catalogues,
      runner,
      progress: new Progress(pool),
      claims,
      fencing,
      erasures: new Erasures(runner, vault, catalogues, fencing, clock),
      transfers: new Transfers(runner, vault, catalogues, claims),
      payloads: new Payloads(runner, vault, catalogues),
      looks: new Looks(runner, catalogues, clock, async (subject, purpose) =>
        requireNoObjection((await runner.load(subjectStreamOf(subject))).state, purpose),
      ),
      audits: new Audits(runner, clock),
      holders: new Holders(vault, store),
      mediations: new Mediations(runner, vault, catalogues, clock),
      orders: new Orders(runner, vault, catalogues, clock),
      coverage: new Coverage(runner, store, read, vault),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Development: dies by SIGKILL at a step of an erasure, as a test asks. */
function crashAt(point: string | undefined): (step: ErasureStep) => void {
  return step => void (point === `erasure:${step}` && process.kill(process.pid, 'SIGKILL'));
}
