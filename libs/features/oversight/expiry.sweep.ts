import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { EventStore } from '#libs/event-store';
import { ExpireSubject } from '#libs/features/erasure';
import { brusselsDay, Clock } from '#libs/kernel';
import { Progress } from '#libs/projections/postgres';
import type { Sweep } from '#libs/timers';
import { EXPIRES_AFTER, outsidePolicy } from './outside-policy.sql';

const PAGE = 200;
/** How long it waits for the links as they are now; it runs again. */
const LINKS_WITHIN_MS = 60_000;

/**
 * Lets expire whom no domain name, no login name and no service was ever for, or not for long enough (P05). The command
 * decides again on the subject's own stream; more than once is the same.
 */
@Injectable()
export class ExpirySweep implements Sweep {
  readonly name = 'outside-policy';
  readonly everyMs = 3_600_000;

  constructor(
    private readonly db: Pool,
    private readonly clock: Clock,
    private readonly store: EventStore,
    private readonly progress: Progress,
    private readonly bus: CommandBus,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now();
    // One that fails keeps none of the others; the sweep says so once all had their turn, and tries again.
    let failed: { readonly error: unknown } | undefined;
    for (let cursor: string | undefined; ;) {
      await this.linksCurrent();
      const which = { after: EXPIRES_AFTER, which: 'expiring' } as const;
      const { subjects, next } = await outsidePolicy(this.db, now, { limit: PAGE, cursor }, which);
      for (const { subject, until } of subjects)
        if (until !== undefined && until < brusselsDay(now))
          await this.bus
            .execute(new ExpireSubject(subject))
            .catch((error: unknown) => (failed ??= { error }));
      if (next === undefined) break;
      cursor = next;
    }
    if (failed) throw failed.error;
  }

  /** A read model that lags does not know of links that came and went meanwhile. */
  private async linksCurrent(): Promise<void> {
    const head = await this.store.head();
    if (head !== null) await this.progress.waitFor('subject-links', head, LINKS_WITHIN_MS);
  }
}
