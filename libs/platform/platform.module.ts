import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Catalogues, cataloguesIn, shippedCatalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Config } from '#libs/config';
import { CONFIG, configModule } from '#libs/config/nest';
import { createPool, dataSourceOn, Leases, type DatabaseUrls } from '#libs/database';
import { EventStore, EventTypes, LogMovedAway } from '#libs/event-store';
import { Composition, type Feature } from '#libs/feature';
import { Clock, systemClock } from '#libs/kernel';
import { claimReadModels, Freshness, lastSeen } from '#libs/projections';
import { Progress } from '#libs/projections/postgres';
import { Vault } from '#libs/vault';
import { assertFoundable, PostgresVault } from '#libs/vault/postgres';
import { fileClock, openLog } from './beside';
import { Opened } from './opened';
import { LEASES, Pools } from './pools';

/** What the process has ready before anything is opened. */
export interface Ground {
  readonly config: Config;
  /** Migrated. */
  readonly database: DatabaseUrls;
  readonly features: readonly Feature[];
  /** Absent: the machine's, or that of the configured file. */
  readonly clock?: Clock;
  /** Gets what is opened, to be closed by who made it: after the workers, or where the start fails half way. */
  readonly opened: Opened;
}

/** Token of the {@link DatabaseUrls}. */
export const DATABASE = Symbol('DatabaseUrls');

const REFRESH_MS = 30_000;

/**
 * What every process of the service stands on and is opened once: log, vault, connections, clock, catalogues, and the
 * way of a command. The vault belongs to one log, so it opens after it.
 */
const OPENED: Provider[] = [
  {
    provide: Clock,
    inject: [CONFIG],
    useFactory: ({ clockFile }: Config): Clock =>
      clockFile === undefined ? systemClock : fileClock(clockFile),
  },
  { provide: EventTypes, inject: [Composition], useFactory: (all: Composition) => all.eventTypes() },
  {
    provide: EventStore,
    inject: [CONFIG, DATABASE, Composition, Opened, Pool],
    useFactory: async (
      config: Config,
      database: DatabaseUrls,
      features: Composition,
      opened: Opened,
      pool: Pool,
    ): Promise<EventStore> => {
      // A log that is made has a name that cannot be taken back: what would refuse the start is looked at before.
      const judge = (): Promise<void> => assertFoundable(database.keyring, config.secretsFile);
      const store = await openLog(config, database, features, { judge });
      opened.with(store, () => store.close());
      if (store.movedAway) throw new LogMovedAway();
      await claimReadModels(pool, store);
      const seen = await lastSeen(pool);
      if (seen) store.remember(seen.event, seen.upTo);
      return store;
    },
  },
  {
    provide: PostgresVault,
    inject: [CONFIG, DATABASE, EventStore, Clock, Opened],
    useFactory: async (
      { secretsFile }: Config,
      { keyring: keyringUrl }: DatabaseUrls,
      store: EventStore,
      clock: Clock,
      opened: Opened,
    ): Promise<PostgresVault> => {
      const logIsEmpty = (await store.head()) === null;
      const vault = await PostgresVault.open({
        keyringUrl,
        secretsFile,
        logId: store.logId,
        logIsEmpty,
        clock,
      });
      return opened.with(vault, () => vault.close());
    },
  },
  { provide: Vault, useExisting: PostgresVault },
  {
    provide: Pool,
    inject: [DATABASE, Opened],
    useFactory: ({ service }: DatabaseUrls, opened: Opened): Pool => poolOf(service, 'queries', opened),
  },
  // Nest's token of what `TypeOrmModule.forFeature` asks. It is closed with the pool: timers end after the HTTP server.
  { provide: DataSource, inject: [Pool], useFactory: dataSourceOn },
  {
    provide: Pools,
    inject: [DATABASE, Opened],
    useFactory: ({ service }: DatabaseUrls, opened: Opened): Pools =>
      new Pools(
        poolOf(service, 'projections', opened),
        new Leases(poolOf(service, 'leases', opened, LEASES)),
      ),
  },
  {
    provide: Catalogues,
    // The vault first: what does not belong together is refused before anything is published.
    inject: [CONFIG, EventStore, Clock, Opened, PostgresVault],
    useFactory: async (
      { catalogues: folder }: Config,
      store: EventStore,
      clock: Clock,
      opened: Opened,
    ): Promise<Catalogues> => {
      const own = folder === undefined ? shippedCatalogues() : cataloguesIn(folder);
      const catalogues = await Catalogues.start(store, own, clock);
      // What another process publishes is known here within half a minute.
      const refresh = (): void => void catalogues.refresh().catch(() => undefined);
      const refreshing = setInterval(refresh, REFRESH_MS).unref();
      return opened.with(catalogues, () => clearInterval(refreshing));
    },
  },
  {
    provide: CommandRunner,
    inject: [EventStore, PostgresVault, Clock, EventTypes, Catalogues],
    useFactory: (...parts: ConstructorParameters<typeof CommandRunner>) => new CommandRunner(...parts),
  },
  { provide: Progress, inject: [Pool], useFactory: (pool: Pool) => new Progress(pool) },
  {
    provide: Freshness,
    inject: [EventStore, Progress],
    useFactory: (store: EventStore, progress: Progress) => new Freshness(store, progress),
  },
];

function poolOf(url: string, name: string, opened: Opened, options = {}): Pool {
  const pool = createPool(url, name, options);
  return opened.with(pool, () => pool.end());
}

/** The platform below all features, and the bus that their commands and queries take. */
@Global()
@Module({})
export class PlatformModule {
  static on({ config, database, features, clock, opened }: Ground): DynamicModule {
    const ground: Provider[] = [
      { provide: DATABASE, useValue: database },
      { provide: Composition, useValue: new Composition(features) },
      { provide: Opened, useValue: opened },
    ];
    const clocks: Provider[] = clock ? [{ provide: Clock, useValue: clock }] : [];
    const providers = [...ground, ...OPENED, ...clocks];
    return {
      module: PlatformModule,
      imports: [configModule(config), CqrsModule.forRoot()],
      providers,
      exports: providers.map(each => (each as { provide: symbol }).provide),
    };
  }
}
