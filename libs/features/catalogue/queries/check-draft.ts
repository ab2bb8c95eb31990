import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { checkOf, earliestDay, faultsOf } from '#libs/catalogue';
import { brusselsDay, Clock, type Uuid } from '#libs/kernel';
import type { DraftCheck } from '../answers';
import { DraftEffects } from '../draft-effects';
import { countEffects } from '../effects.sql';

/**
 * What a start would refuse a draft for, what it would change against the last version, and how many subjects have data now
 * that it would concern.
 */
export class CheckDraft extends Query<DraftCheck> {
  constructor(readonly draft: Uuid) {
    super();
  }
}

@QueryHandler(CheckDraft)
export class CheckDraftHandler implements IQueryHandler<CheckDraft> {
  constructor(
    private readonly effects: DraftEffects,
    private readonly clock: Clock,
    private readonly db: Pool,
  ) {}

  /** @throws DomainError `not-found`, `projection-behind` */
  async execute({ draft }: CheckDraft): Promise<DraftCheck> {
    const { found, versions, last, changes, asked } = await this.effects.of(draft);
    const now = this.clock.now();
    return {
      check: checkOf(found, last),
      since: last.version,
      earliest: earliestDay(versions, now),
      faults: faultsOf(found.catalogue, versions, now),
      changes,
      effects: await countEffects(this.db, asked, brusselsDay(now)),
    };
  }
}
