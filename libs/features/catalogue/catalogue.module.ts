import { Module } from '@nestjs/common';
import { CatalogueController } from './catalogue.controller';
import { ListCatalogueVersionsHandler } from './queries/list-catalogue-versions';
import { ReadCatalogueHandler } from './queries/read-catalogue';
import { ReadPurposeHandler } from './queries/read-purpose';

/** The catalogue, in every version (P21). */
@Module({
  controllers: [CatalogueController],
  providers: [
    // queries
    ListCatalogueVersionsHandler,
    ReadCatalogueHandler,
    ReadPurposeHandler,
  ],
})
export class CatalogueModule {}
