import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Pool } from 'pg';
import { Catalogues } from '#libs/catalogue';
import { EventStore } from '#libs/event-store';
import { Clock, type Uuid } from '#libs/kernel';
import type { Sweep } from '#libs/timers';
import { Vault } from '#libs/vault';
import { Delivery } from './deliveries';
import { standingWebhooks } from './deliveries.sql';
import { Posting } from './posting';

/** Tells receivers what is new, each at its own pace: one that is slow keeps no other waiting. */
@Injectable()
export class DeliveriesSweep implements Sweep, OnModuleDestroy {
  readonly name = 'webhooks';
  private standing = true;
  private readonly stopping = new AbortController();
  private readonly underWay = new Map<Uuid, Promise<void>>();
  /** What went wrong here, and not at a receiver: the next run says so. */
  private failed: { readonly error: unknown } | undefined;

  constructor(
    private readonly db: Pool,
    private readonly store: EventStore,
    @Inject(Vault) private readonly vault: Pick<Vault, 'open'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly posting: Posting,
  ) {}

  /** Where there is no webhook, the first one is found a little later. */
  get everyMs(): number {
    return this.standing ? 1_000 : 5_000;
  }

  async run(): Promise<void> {
    const { failed } = this;
    this.failed = undefined;
    if (failed) throw failed.error;
    const webhooks = await standingWebhooks(this.db);
    this.standing = webhooks.length > 0;
    for (const webhook of webhooks) {
      if (this.underWay.has(webhook.webhook)) continue;
      const { db, store, vault, catalogues, clock, posting } = this;
      const parts = { db, store, vault, catalogues, clock, posting };
      const delivery = new Delivery(parts, webhook, this.stopping.signal)
        .run()
        .catch((error: unknown) => void (this.failed ??= { error }))
        .finally(() => this.underWay.delete(webhook.webhook));
      this.underWay.set(webhook.webhook, delivery);
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay.values());
  }
}
