import { Module } from '@nestjs/common';
import { CatalogueController } from './catalogue.controller';
import { BeginDraftHandler } from './commands/begin-draft';
import { PublishDraftHandler } from './commands/publish-draft';
import { ReviseDraftHandler } from './commands/revise-draft';
import { WithdrawDraftHandler } from './commands/withdraw-draft';
import { DraftEffects } from './draft-effects';
import { DraftsController } from './drafts.controller';
import { CheckDraftHandler } from './queries/check-draft';
import { ListCatalogueVersionsHandler } from './queries/list-catalogue-versions';
import { ListConcernedHandler } from './queries/list-concerned';
import { ListDraftsHandler } from './queries/list-drafts';
import { ReadCatalogueChangesHandler } from './queries/read-catalogue-changes';
import { ReadCatalogueHandler } from './queries/read-catalogue';
import { ReadDraftHandler } from './queries/read-draft';
import { ReadPurposeHandler } from './queries/read-purpose';

/** The catalogue, in every version, and what is to be the next one (P21). */
@Module({
  controllers: [CatalogueController, DraftsController],
  providers: [
    DraftEffects,
    // commands
    BeginDraftHandler,
    PublishDraftHandler,
    ReviseDraftHandler,
    WithdrawDraftHandler,
    // queries
    CheckDraftHandler,
    ListCatalogueVersionsHandler,
    ListConcernedHandler,
    ListDraftsHandler,
    ReadCatalogueChangesHandler,
    ReadCatalogueHandler,
    ReadDraftHandler,
    ReadPurposeHandler,
  ],
})
export class CatalogueModule {}
