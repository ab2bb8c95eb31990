import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { Catalogues, changesBetween, checkOf, earliestDay, faultsOf } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { brusselsDay, Clock, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import type { DraftCheck } from '../answers';
import { effectsOf } from '../effects';
import { countEffects } from '../effects.sql';
import { required } from '../guards';
import { DRAFTS } from '../state';

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
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly freshness: Freshness,
    private readonly db: Pool,
  ) {}

  /** @throws DomainError `not-found`, `projection-behind` */
  async execute({ draft }: CheckDraft): Promise<DraftCheck> {
    const { state } = await this.runner.load(DRAFTS);
    const found = required(state, draft);
    const { catalogue } = found;
    await this.catalogues.refresh();
    await this.freshness.of('records', undefined);
    const { versions } = this.catalogues;
    const last = versions.at(-1)!;
    const now = this.clock.now();
    const changes = changesBetween(last.catalogue, catalogue);
    const asked = effectsOf(changes, last.catalogue, catalogue);
    return {
      check: checkOf(found, last),
      since: last.version,
      earliest: earliestDay(versions, now),
      faults: faultsOf(catalogue, versions, now),
      changes,
      effects: await countEffects(this.db, asked, brusselsDay(now)),
    };
  }
}
