import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { readConfig } from '#apps/api/config';
import { migrateAll } from '#apps/core/migrations';
import { openCore, type Core } from '#apps/core/open';
import { projectionRunner } from '#apps/core/projections';
import type { CommandContext } from '#libs/commands';
import type { Clock } from '#libs/kernel';
import {
  SubjectCommand,
  SubjectCommandHandler,
  type SubjectCommandName,
  type SubjectOutcome,
} from '#libs/features/subjects';
import { temporaryFolder } from './app';
import { freshDatabase, type TestDatabase } from './database';
import { logEnvironment } from './log';

/** A clock that a test sets. */
export class TestClock implements Clock {
  constructor(private at = new Date()) {}

  now(): Date {
    return new Date(this.at);
  }

  pass(milliseconds: number): void {
    this.at = new Date(this.at.getTime() + milliseconds);
  }
}

/** The service's parts in this process, on databases of their own. */
export class TestCore {
  private constructor(
    readonly core: Core,
    readonly database: TestDatabase,
    private readonly folder: string,
    private readonly own: boolean,
  ) {}

  static async open(clock?: Clock): Promise<TestCore> {
    const database = await freshDatabase();
    const folder = temporaryFolder();
    await migrateAll(urlsOf(database));
    return new TestCore(await openOn(database, folder, clock), database, folder, true);
  }

  /** One more, as another process on the same databases. */
  async another(clock?: Clock): Promise<TestCore> {
    return new TestCore(await openOn(this.database, this.folder, clock), this.database, this.folder, false);
  }

  /** Carries out a command on a subject, as a service's. */
  async carryOut<N extends SubjectCommandName>(
    name: N,
    subject: string,
    body: SubjectCommand<N>['body'],
    options: {
      readonly version?: number;
      readonly commandId?: string;
      readonly request?: CommandContext['request'];
    } = {},
  ): Promise<SubjectOutcome> {
    const { runner, vault, catalogues, claims } = this.core;
    const handler = new SubjectCommandHandler(runner, vault, catalogues, claims);
    const context = { ...this.context(options.commandId), request: options.request };
    return handler.execute(new SubjectCommand(name, subject, body, context, options.version));
  }

  /** What a service's command brings. */
  context(commandId: string = randomUUID()): CommandContext {
    const actor = { role: 'service', id: 'webshop' } as const;
    return { commandId, actor, dryRun: false };
  }

  /** Applies all that the log holds to the read models, then stops. */
  async project(): Promise<void> {
    const { core } = this;
    const runner = projectionRunner(core);
    runner.start();
    const head = await core.store.head();
    for (const name of ['records', 'register', 'lookups', 'timers', 'requests', 'request-executions'])
      if (head !== null) await core.progress.waitFor(name, head, 20_000);
    await runner.stop();
  }

  async close(): Promise<void> {
    await this.core.close();
    if (!this.own) return;
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function urlsOf(database: TestDatabase): Parameters<typeof migrateAll>[0] {
  return { owner: database.ownerUrl, service: database.serviceUrl, keyring: database.keyringUrl };
}

async function openOn(database: TestDatabase, folder: string, clock?: Clock): Promise<Core> {
  const secrets = join(folder, 'secrets.json');
  const config = readConfig('development', {
    INZAGE_DATA_DIR: folder,
    INZAGE_SECRETS_FILE: secrets,
    ...logEnvironment(database.serviceUrl),
  });
  return openCore(config, urlsOf(database), clock);
}
