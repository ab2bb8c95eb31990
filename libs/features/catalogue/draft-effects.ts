import { Injectable } from '@nestjs/common';
import { Catalogues, changesBetween, type Change, type Published } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { effectsOf, type Asked } from './effects';
import { required } from './guards';
import { DRAFTS, type Draft } from './state';

/** What a draft would change against the last version, and whom that would concern, before they are counted. */
@Injectable()
export class DraftEffects {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly freshness: Freshness,
  ) {}

  /** Against the versions and the records that there are now. @throws DomainError `not-found`, `projection-behind` */
  async of(draft: Uuid): Promise<{
    readonly found: Draft;
    readonly versions: readonly Published[];
    readonly last: Published;
    readonly changes: readonly Change[];
    readonly asked: readonly Asked[];
  }> {
    const { state } = await this.runner.load(DRAFTS);
    const found = required(state, draft);
    await this.catalogues.refresh();
    await this.freshness.of('records', undefined);
    const { versions } = this.catalogues;
    const last = versions.at(-1)!;
    const changes = changesBetween(last.catalogue, found.catalogue);
    return { found, versions, last, changes, asked: effectsOf(changes, last.catalogue, found.catalogue) };
  }
}
