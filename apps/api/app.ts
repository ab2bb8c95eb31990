import type { SubjectAccess } from '#libs/http';
import { lookupForm, subjectOfOwner, subjectStream } from '#libs/features/subjects';
import { openCore, type Core } from '#apps/core/open';
import { projectionRunner } from '#apps/core/projections';
import { timerWorker } from '#apps/core/timers';
import type { Config } from './config';
import { features } from './features';
import { createApp } from './http/app';
import { Health } from './http/health';
import { Metrics } from './http/metrics';
import { serveMetrics } from './http/metrics-server';
import type { Infrastructure, RunningApi } from './infrastructure';
import { timerHooks, watch } from './watch';
import { VERSION } from './version';

/** Signature algorithms of access tokens; none but these. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Starts the application on what {@link Infrastructure} has ready. A process that only projects answers for its health and metrics alone.
 */
export async function startApi(config: Config, infrastructure: Infrastructure): Promise<RunningApi> {
  const { database, issuer, log } = infrastructure;
  const core = await openCore(config, database);
  const opened: (() => Promise<void>)[] = [() => core.close()];
  try {
    const [health, metrics] = [new Health(), new Metrics()];
    const hooks = watch(core, health, metrics, log);
    const app = await createApp(config.run.api ? features(core) : [], {
      settings: {
        issuer: {
          issuer,
          audience: config.oidc.audience,
          algorithms: ALGORITHMS,
          rolesClaim: config.oidc.rolesClaim,
          tokenType: config.oidc.tokenType,
        },
        bodyLimit: config.bodyLimit,
        maxRequests: config.maxRequests,
        version: VERSION,
        metrics: config.metrics === 'open' ? 'open' : 'off',
      },
      vault: core.vault,
      access: signInIdentities(core),
      logId: core.store.logId,
      log,
      health,
      metrics,
    });
    opened.push(() => app.close());
    const scraped =
      typeof config.metrics === 'string' ? undefined : await serveMetrics(metrics.registry, config.metrics);
    if (scraped) opened.push(() => scraped.close());
    await app.listen(config.port, config.host);
    const url = await app.getUrl();
    // Last: a port that is taken must not cost another process the turn.
    const projections = config.run.projector ? projectionRunner(core, { hooks }) : undefined;
    const timers = config.run.projector ? timerWorker(core, timerHooks(log)) : undefined;
    projections?.start();
    timers?.start();
    return {
      url,
      ...(scraped && { metricsUrl: scraped.url }),
      drain: () => void (health.stopping = true),
      close: async () => {
        health.stopping = true;
        await app.close();
        await scraped?.close();
        await timers?.stop();
        await projections?.stop();
        await core.close();
      },
    };
  } catch (error) {
    for (const close of opened.reverse()) await close().catch(() => undefined);
    throw error;
  }
}

/** Whether an audit is open, and which subject a token's bearer is: the claimed identity, once its command is in the log. */
function signInIdentities({ vault, store, audits }: Core): SubjectAccess {
  return {
    auditIsOpen: () => audits.areLetIn(),
    async subjectOf(iss, sub) {
      for (const { owner, pendingCommand } of await vault.find(
        'identity',
        lookupForm('identity', { issuer: iss, subject: sub }),
      )) {
        const subject = subjectOfOwner(owner);
        if (!pendingCommand || (await store.findCommand(subjectStream(subject), pendingCommand)).length > 0)
          return subject;
      }
      return undefined;
    },
  };
}
