import { Module, type DynamicModule } from '@nestjs/common';
import { CATALOGUE, CatalogueController, type CatalogueSource } from './catalogue.controller';

/** The catalogue over HTTP. */
@Module({ controllers: [CatalogueController] })
export class CatalogueModule {
  static of(source: CatalogueSource): DynamicModule {
    return { module: CatalogueModule, providers: [{ provide: CATALOGUE, useValue: source }] };
  }
}
