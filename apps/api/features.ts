import { Module, type DynamicModule } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { Looks } from '#libs/features/access';
import { Audits, AuditsController } from '#libs/features/audits';
import { PROOF_CONTROLLERS } from '#libs/features/proofs';
import { APPLICATION_CONTROLLERS, SignIns, Views } from '#libs/features/portal';
import { CatalogueModule } from '#libs/catalogue/http';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { MediationCommandHandler, MediationController, Mediations } from '#libs/features/mediation';
import {
  MATTER_CONTROLLERS,
  MatterCommandHandler,
  Matters,
  StreamReader,
} from '#libs/features/correspondence';
import { OVERSIGHT_CONTROLLERS, OversightClock } from '#libs/features/oversight';
import { Erasures, ErasuresController } from '#libs/features/erasure';
import { Coverage, OrderCommandHandler, OrderController, Orders } from '#libs/features/orders';
import {
  CustomerRecords,
  Freshness,
  RECORD_CONTROLLERS,
  Search,
  Silence,
  WhoIsResponsible,
} from '#libs/features/records/http';
import {
  Disclosures,
  Executions,
  Present,
  REQUEST_CONTROLLERS,
  RequestCommandHandler,
  RequestLooks,
  Requests,
} from '#libs/features/requests';
import { Imports, ImportsController } from '#libs/features/imports';
import {
  Claims,
  Holders,
  Payloads,
  SUBJECT_CONTROLLERS,
  SubjectCommandHandler,
  Transfers,
} from '#libs/features/subjects';
import { PostgresVault } from '#libs/vault';
import type { Core } from '#apps/core/open';
import { requestExecutions } from '#apps/core/requests';
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
    [Audits, core.audits],
    [Holders, core.holders],
    [Mediations, core.mediations],
    [Erasures, core.erasures],
    [Orders, core.orders],
    [Coverage, core.coverage],
    [Pool, core.pool],
    [Freshness, freshness],
    [Silence, new Silence(core.clock)],
    [
      WhoIsResponsible,
      { now: () => core.catalogues.current(core.clock.now()).controller } satisfies WhoIsResponsible,
    ],
    [CustomerRecords, records],
    [SignIns, new SignIns(core.runner, core.catalogues, core.clock)],
    [Views, new Views(core.pool, core.vault, records, freshness, core.catalogues, core.clock)],
    [OversightClock, core.clock],
    [StreamReader, core.store],
    [Matters, new Matters(core.runner, core.vault, core.catalogues, core.clock)],
    [Search, new Search(core.vault, core.store, records, freshness)],
    [Present, core.clock],
    [Executions, requestExecutions(core)],
    [Requests, new Requests(core.store, core.read, core.vault)],
    [RequestLooks, new RequestLooks(core.looks, core.runner, core.catalogues, core.clock)],
    [
      Disclosures,
      new Disclosures(
        records,
        freshness,
        core.pool,
        core.store,
        core.read,
        core.vault,
        core.catalogues,
        core.clock,
      ),
    ],
  ];
  return [
    {
      module: Features,
      imports: [CqrsModule.forRoot()],
      controllers: [
        ...SUBJECT_CONTROLLERS,
        ...RECORD_CONTROLLERS,
        ...REQUEST_CONTROLLERS,
        ImportsController,
        MediationController,
        ...APPLICATION_CONTROLLERS,
        ...MATTER_CONTROLLERS,
        ...OVERSIGHT_CONTROLLERS,
        AuditsController,
        ...PROOF_CONTROLLERS,
        ErasuresController,
        OrderController,
      ],
      providers: [
        ...parts.map(([provide, useValue]) => ({ provide: provide as typeof CommandBus, useValue })),
        SubjectCommandHandler,
        RequestCommandHandler,
        {
          provide: Imports,
          useFactory: (handler: SubjectCommandHandler) => new Imports(handler, core.vault),
          inject: [SubjectCommandHandler],
        },
        MediationCommandHandler,
        MatterCommandHandler,
        OrderCommandHandler,
      ],
    },
    CatalogueModule.of({ catalogues: core.catalogues, clock: core.clock }),
  ];
}
