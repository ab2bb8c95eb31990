import { mediationEntries, MediationEndings, MediationsProjection } from '#libs/mediation';
import { accessEntries, SignInsProjection } from '#libs/access';
import { matterEntries, MatterEndings, MattersProjection } from '#libs/correspondence';
import { SubjectLinksProjection } from '#libs/oversight';
import { fenceEntries } from '#libs/erasure';
import { orderEntries, orderSilences, OrdersProjection } from '#libs/orders';
import { ProjectionRunner, type ProjectionHooks } from '#libs/projections';
import { LookupsProjection, RecordsProjection } from '#libs/records';
import {
  catalogueEntries,
  EntryTable,
  refusalEntries,
  RegisterProjection,
  SilenceTable,
} from '#libs/register';
import { ExecutionsProjection, requestEntries, RequestsProjection } from '#libs/requests';
import { subjectEntries, TransfersProjection } from '#libs/subjects';
import { TimersProjection } from '#libs/timers';
import { endOfMatter } from './end-of-matter';
import type { Core } from './open';
import { requestExecutions } from './requests';
import { timerTable } from './timers';

/** What each event type leaves in the register, of every feature. */
export function entryTable(): EntryTable {
  return new EntryTable(
    catalogueEntries,
    subjectEntries,
    accessEntries,
    refusalEntries,
    requestEntries,
    mediationEntries,
    matterEntries,
    fenceEntries,
    orderEntries,
  );
}

/** The read models, the register and what follows from events: one runner for all, active in one process at a time. */
export function projectionRunner(core: Core, hooks: ProjectionHooks = {}): ProjectionRunner {
  const { pool, store, read, progress, vault, transfers } = core;
  const projections = [
    new RecordsProjection(),
    new RegisterProjection(entryTable(), new SilenceTable(orderSilences)),
    new LookupsProjection(vault, pool, progress),
    new TransfersProjection(transfers),
    new TimersProjection(timerTable()),
    new RequestsProjection(),
    new ExecutionsProjection(requestExecutions(core)),
    new MediationsProjection(),
    new OrdersProjection(),
    new MediationEndings(endOfMatter(core)),
    new SignInsProjection(),
    new SubjectLinksProjection(),
    new MattersProjection(),
    new MatterEndings(endOfMatter(core)),
  ];
  return new ProjectionRunner(pool, store, read, projections, progress, { hooks });
}
