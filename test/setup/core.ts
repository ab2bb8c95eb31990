import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import { Pool } from 'pg';
import { serviceModule } from '#apps/api/service';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { readConfig, type Config } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import { EventStore, EventTypes } from '#libs/event-store';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import type { SubjectCommand, SubjectEventType, SubjectOutcome } from '#libs/features/subjects';
import { Clock } from '#libs/kernel';
import { Opened, projectionRunner } from '#libs/platform';
import { Progress } from '#libs/projections/postgres';
import { createSecretsFile, type Secrets } from '#libs/vault';
import { PostgresVault } from '#libs/vault/postgres';
import { temporaryFolder } from './app';
import { migratedDatabase, type TestDatabase } from './database';
import { logEnvironment } from './log';

/** A clock that a test sets. */
export class TestClock extends Clock {
  constructor(private at = new Date()) {
    super();
  }

  now(): Date {
    return new Date(this.at);
  }

  pass(milliseconds: number): void {
    this.at = new Date(this.at.getTime() + milliseconds);
  }
}

/** Puts something else in the place of a provider. */
type Override = (builder: TestingModuleBuilder) => TestingModuleBuilder;

/** The parts of a process: Nest's container with the platform and all features, and what tests ask of it most. */
export class Core {
  readonly clock: Clock;
  readonly store: EventStore;
  readonly vault: PostgresVault;
  readonly pool: Pool;
  readonly types: EventTypes;
  readonly catalogues: Catalogues;
  readonly runner: CommandRunner;
  readonly progress: Progress;
  readonly bus: CommandBus;

  private constructor(
    readonly container: TestingModule,
    private readonly opened: Opened,
  ) {
    this.clock = container.get(Clock);
    this.store = container.get(EventStore);
    this.vault = container.get(PostgresVault);
    this.pool = container.get(Pool);
    this.types = container.get(EventTypes);
    this.catalogues = container.get(Catalogues);
    this.runner = container.get(CommandRunner);
    this.progress = container.get(Progress);
    this.bus = container.get(CommandBus);
  }

  static async open(
    config: Config,
    database: DatabaseUrls,
    clock?: Clock,
    override: Override = builder => builder,
  ): Promise<Core> {
    const opened = new Opened();
    try {
      const ground = { config, database, features: FEATURES, opened, ...(clock && { clock }) };
      const service = await serviceModule(ground);
      const container = await override(Test.createTestingModule({ imports: [service] })).compile();
      await container.init();
      return new Core(container, opened);
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** One more of an installation in the production profile, in this process. */
  static beside(installation: {
    readonly urls: DatabaseUrls;
    settings(): Record<string, string>;
  }): Promise<Core> {
    return Core.open(readConfig('production', installation.settings()), installation.urls);
  }

  /** Of a provider of a feature. */
  get<T>(token: abstract new (...args: never[]) => T): T {
    return this.container.get<T>(token, { strict: false });
  }

  async close(): Promise<void> {
    await this.container.close();
    await this.opened.close();
  }
}

/** The service's parts in this process, on databases of their own. */
export class TestCore {
  private ended: Promise<void> | undefined;

  private constructor(
    readonly core: Core,
    readonly database: TestDatabase,
    readonly folder: string,
    private readonly own: boolean,
    private readonly override?: Override,
  ) {}

  /** @param secrets those of an installation that was there before; absent: new ones */
  static async open(clock?: Clock, override?: Override, secrets?: Secrets): Promise<TestCore> {
    const database = await migratedDatabase();
    const folder = temporaryFolder();
    if (secrets) await createSecretsFile(join(folder, 'secrets.json'), secrets);
    const core = await openOn(database, folder, clock, override);
    return new TestCore(core, database, folder, true, override);
  }

  /** One more, as another process on the same databases, with the same in the place of providers. */
  async another(clock?: Clock, settings: Readonly<Record<string, string>> = {}): Promise<TestCore> {
    const core = await openOn(this.database, this.folder, clock, this.override, settings);
    return new TestCore(core, this.database, this.folder, false, this.override);
  }

  /** Carries out a command on a subject, as a service's. */
  async carryOut<B extends object, T extends SubjectEventType>(
    Command: new (...given: ConstructorParameters<typeof SubjectCommand<B, T>>) => SubjectCommand<B, T>,
    subject: string,
    body: B,
    options: {
      readonly version?: number;
      readonly commandId?: string;
      readonly request?: CommandContext['request'];
    } = {},
  ): Promise<SubjectOutcome<T>> {
    const context = { ...this.context(options.commandId), request: options.request };
    return this.core.bus.execute(new Command(subject, body, context, options.version));
  }

  /** What a service's command brings. */
  context(commandId: string = randomUUID()): CommandContext {
    const actor = { role: 'service', id: 'webshop' } as const;
    return { commandId, actor, dryRun: false };
  }

  /** Applies all that the log holds to all that follows it, then stops. */
  async project(): Promise<void> {
    const { core } = this;
    const runner = projectionRunner(core.container);
    runner.start();
    const head = await core.store.head();
    for (const name of core.container.get(Composition).checkpoints())
      if (head !== null) await core.progress.waitFor(name, head, 20_000);
    await runner.stop();
  }

  /** Ends the process, so to say, and leaves its databases and its folder. */
  async end(): Promise<void> {
    await (this.ended ??= this.core.close());
  }

  async close(): Promise<void> {
    await this.end();
    if (!this.own) return;
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function urlsOf(database: TestDatabase): DatabaseUrls {
  return { owner: database.ownerUrl, service: database.serviceUrl, keyring: database.keyringUrl };
}

async function openOn(
  database: TestDatabase,
  folder: string,
  clock?: Clock,
  override?: Override,
  settings: Readonly<Record<string, string>> = {},
): Promise<Core> {
  const secrets = join(folder, 'secrets.json');
  const config = readConfig('development', {
    INZAGE_DATA_DIR: folder,
    INZAGE_SECRETS_FILE: secrets,
    ...logEnvironment(database.serviceUrl),
    ...settings,
  });
  return Core.open(config, urlsOf(database), clock, override);
}
