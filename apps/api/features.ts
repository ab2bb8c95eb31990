import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Looks } from '#libs/access';
import { CatalogueModule } from '#libs/catalogue/http';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { CustomerRecords, Freshness, RECORD_CONTROLLERS, Search } from '#libs/records/http';
import { Claims, Payloads, SUBJECT_CONTROLLERS, SubjectCommandHandler, Transfers } from '#libs/subjects';
import { PostgresVault } from '#libs/vault';
import type { Core } from '#apps/core/open';
import { Pool } from 'pg';

@Module({})
class Features {}

/** Every feature behind HTTP, on the parts that the process has opened. */
export function features(core: Core): DynamicModule[] {
  const freshness = new Freshness(core.store, core.progress);
  const records = new CustomerRecords(core.pool, core.vault, freshness);
  const parts: [token: unknown, value: unknown][] = [
    [CommandRunner, core.runner],
    [PostgresVault, core.vault],
    [Catalogues, core.catalogues],
    [Claims, core.claims],
    [Transfers, core.transfers],
    [Payloads, core.payloads],
    [Looks, core.looks],
    [Pool, core.pool],
    [Freshness, freshness],
    [CustomerRecords, records],
    [Search, new Search(core.vault, core.store, records, freshness)],
  ];
  return [
    {
      module: Features,
      imports: [CqrsModule.forRoot()],
      controllers: [...SUBJECT_CONTROLLERS, ...RECORD_CONTROLLERS],
      providers: [
        ...parts.map(([provide, useValue]) => ({ provide: provide as typeof CommandBus, useValue })),
        SubjectCommandHandler,
      ],
    },
    CatalogueModule.of({ catalogues: core.catalogues, clock: core.clock }),
  ];
}
