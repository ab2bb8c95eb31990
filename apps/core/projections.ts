import { mediationEntries, MediationEndings, MediationsProjection } from '#libs/features/mediation';
import { accessEntries, SignInsProjection } from '#libs/features/access';
import { auditEntries } from '#libs/features/audits';
import { matterEntries, MatterEndings, MattersProjection } from '#libs/features/correspondence';
import { SubjectLinksProjection } from '#libs/features/oversight';
import { fenceEntries } from '#libs/features/erasure';
import { orderEntries, orderSilences, OrdersProjection } from '#libs/features/orders';
import { ProjectionRunner, type Projection, type RunnerOptions } from '#libs/projections';
import { LookupsProjection, RecordsProjection } from '#libs/features/records';
import {
  catalogueEntries,
  EntryTable,
  refusalEntries,
  RegisterProjection,
  SilenceTable,
} from '#libs/register';
import { ExecutionsProjection, requestEntries, RequestsProjection } from '#libs/features/requests';
import { subjectEntries, TransfersProjection } from '#libs/features/subjects';
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
    auditEntries,
  );
}

/** The processing register, and what of it is kept from the person concerned for a time. */
export function registerProjection(): RegisterProjection {
  return new RegisterProjection(entryTable(), silenceTable());
}

/** What the person concerned may not know yet, of every feature. */
export function silenceTable(): SilenceTable {
  return new SilenceTable(orderSilences);
}

/** The read models, the register and what follows from events. */
export function projectionsOf(core: Core): Projection[] {
  const { workers, progress, vault, transfers } = core;
  return [
    new RecordsProjection(),
    registerProjection(),
    new LookupsProjection(vault, workers, progress),
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
}

/** One runner for all projections, active in one process at a time. */
export function projectionRunner(core: Core, options: RunnerOptions = {}): ProjectionRunner {
  const { workers, leases, store, read, progress } = core;
  return new ProjectionRunner(workers, store, read, projectionsOf(core), progress, {
    leasePool: leases,
    ...options,
  });
}
