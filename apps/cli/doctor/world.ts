import { type Pool } from 'pg';
import { createPool } from '#libs/database';
import type { DatabaseUrls } from '#libs/database';
import type { EventRecord, EventStore, StoredEvent } from '#libs/event-store';
import type { PassingDecisions } from '#libs/projections';
import { systemClock, type Clock } from '#libs/kernel';
import { KeyringInspection } from '#libs/vault/postgres';
import type { Config } from '#libs/config';
import { Composition } from '#libs/feature';
import { FEATURES } from '#libs/features';
import { fileClock, openLog } from '#libs/platform/beside';
import { NotLookable } from './findings';

const READ_ONLY = '-c default_transaction_read_only=on';

/** What the checks look at, opened when the first of them asks. Connections are read-only by the database's own word. */
export class World {
  readonly clock: Clock;
  readonly features = new Composition(FEATURES);
  /** The log's database as the service's role sees it. */
  readonly service: Pool;
  /** The same as its owner, who can read its migrations and make temporary tables. */
  readonly owner: Pool;
  readonly read: (stored: StoredEvent) => EventRecord;
  /** Streams under the log's prefix that are not the log's, met since it was opened. */
  readonly foreignStreams = new Set<string>();
  private opening: Promise<EventStore> | undefined;
  private looking: Promise<KeyringInspection> | undefined;

  constructor(
    readonly config: Config,
    readonly urls: DatabaseUrls,
    /** Told of how far a long check is. */
    readonly progress: (line: string) => void,
  ) {
    this.clock = config.clockFile === undefined ? systemClock : fileClock(config.clockFile);
    // A page of the log or of the records is soon read; what takes longer says so itself.
    this.service = createPool(urls.service, 'doctor', { max: 4, options: READ_ONLY });
    this.owner = createPool(urls.owner, 'doctor', { max: 2, statement_timeout: 0 });
    const types = this.features.eventTypes();
    this.read = stored => types.read(stored);
  }

  /** @throws whatever keeps the service from opening its log */
  openLog(): Promise<EventStore> {
    return (this.opening ??= openLog(this.config, this.urls, this.features, {
      found: false,
      foreign: stream => void this.foreignStreams.add(stream),
    }));
  }

  /** @throws whatever keeps the service from opening its vault */
  async openKeyring(): Promise<KeyringInspection> {
    const { id: logId, head } = await this.identity();
    return (this.looking ??= KeyringInspection.open({
      keyringUrl: this.urls.keyring,
      secretsFile: this.config.secretsFile,
      logId,
      logIsEmpty: head === null,
    }));
  }

  /** The log, for checks that are not about whether it opens. */
  log(): Promise<EventStore> {
    return this.openLog().catch(() => {
      throw new NotLookable('the log does not open');
    });
  }

  /** What officers decided that projections pass over. */
  async decisions(): Promise<PassingDecisions> {
    return this.features.decisionsIn(await this.log())();
  }

  keyring(): Promise<KeyringInspection> {
    return this.openKeyring().catch(() => {
      throw new NotLookable('the keyring does not open');
    });
  }

  async close(): Promise<void> {
    await Promise.allSettled([
      this.opening?.then(store => store.close()),
      this.looking?.then(keyring => keyring.close()),
      this.service.end(),
      this.owner.end(),
    ]);
  }

  private async identity(): Promise<{ id: string; head: string | null }> {
    const store = await this.log();
    return { id: store.logId, head: await store.head() };
  }
}
