import { NestFactory } from '@nestjs/core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serviceModule } from '#apps/api/service';
import { examine } from '#apps/cli/doctor/examine';
import { World } from '#apps/cli/doctor/world';
import { readConfig, type Config } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import { EventStore } from '#libs/event-store';
import { FEATURES } from '#libs/features';
import { Signings } from '#libs/features/signing';
import { DomainError, randomId } from '#libs/kernel';
import { Opened, projectionRunner } from '#libs/platform';
import { Progress } from '#libs/projections/postgres';
import { Signer } from '#libs/register';

/** What the operator can do with one database: sign, let read models begin anew, call the doctor. */
export class Operator {
  private readonly config: Config;

  constructor(
    folder: string,
    private readonly database: DatabaseUrls,
  ) {
    mkdirSync(join(folder, 'operator'), { recursive: true });
    this.config = readConfig('development', {
      INZAGE_DATA_DIR: join(folder, 'operator'),
      INZAGE_SECRETS_FILE: join(folder, 'secrets.json'),
      DATABASE_URL: database.service,
      DATABASE_ADMIN_URL: database.owner,
      KEYRING_URL: database.keyring,
    });
  }

  /** The first key. Answers origin and verifier key, as the operator would publish them. */
  makeKey(): Promise<{ origin: string; vkey: string }> {
    return this.with(async get => {
      const signings = get(Signings);
      await signings.make({
        commandId: randomId(),
        actor: { role: 'system', id: 'operator' },
        dryRun: false,
      });
      const { origin, keys } = (await signings.signing())!;
      return { origin, vkey: keys.at(-1)!.vkey };
    });
  }

  /** A checkpoint of what is there, or the code of why none is signed. */
  sign(): Promise<{ note: string } | { refused: string }> {
    return this.with(async get => {
      try {
        return { note: (await get(Signer).sign()).witnessed };
      } catch (error) {
        if (error instanceof DomainError) return { refused: error.code };
        throw error;
      }
    });
  }

  /** Codes of what the doctor finds, with how often. */
  async doctor(only?: readonly string[]): Promise<Map<string, number>> {
    const world = new World(this.config, this.database, () => undefined);
    const found = new Map<string, number>();
    try {
      for await (const result of examine(world)) {
        if (only && !only.includes(result.check)) continue;
        for (const { code, count } of 'findings' in result ? result.findings : [])
          found.set(code, (found.get(code) ?? 0) + count);
      }
    } finally {
      await world.close();
    }
    return found;
  }

  /** In a container of the service that has applied all that the log holds. */
  private async with<T>(
    work: (get: <P>(token: abstract new (...args: never[]) => P) => P) => Promise<T>,
  ): Promise<T> {
    const opened = new Opened();
    const service = await serviceModule({
      config: this.config,
      database: this.database,
      features: FEATURES,
      opened,
    });
    const container = await NestFactory.createApplicationContext(service, {
      logger: false,
      abortOnError: false,
    });
    const get = <P>(token: abstract new (...args: never[]) => P): P =>
      container.get<P>(token, { strict: false });
    const runner = projectionRunner(container);
    runner.start();
    try {
      const head = await get(EventStore).head();
      if (head !== null) await get(Progress).waitFor('register', head, 60_000);
      return await work(get);
    } finally {
      await runner.stop();
      await container.close();
      await opened.close();
    }
  }
}
