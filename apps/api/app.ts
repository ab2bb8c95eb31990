import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Catalogues } from '#libs/catalogue';
import { firstEventOf } from '#libs/commands';
import type { Config } from '#libs/config';
import { EventStore } from '#libs/event-store';
import { FEATURES } from '#libs/features';
import { Audits } from '#libs/features/audits';
import { lookupForm, subjectOfOwner, subjectStream } from '#libs/features/subjects';
import type { SubjectAccess } from '#libs/http';
import { Opened, projectionRunner, timerWorker } from '#libs/platform';
import { PostgresVault } from '#libs/vault/postgres';
import { createApp, type HttpParts, type HttpSettings } from './http/app';
import { Health } from './http/health';
import { Metrics } from './http/metrics';
import { serveMetrics } from './http/metrics-server';
import type { Infrastructure, RunningApi } from './infrastructure';
import { serviceModule } from './service';
import { VERSION } from './version';
import { Signer } from '#libs/register';
import { timerHooks, watch } from './watch';

/** Signature algorithms of access tokens; none but these. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/**
 * Starts the application on what {@link Infrastructure} has ready. A process that only projects has the features in a
 * container without endpoints, and answers for its health and metrics alone.
 */
export async function startApi(config: Config, infrastructure: Infrastructure): Promise<RunningApi> {
  const { database, issuer, log } = infrastructure;
  const opened = new Opened();
  try {
    const service = await serviceModule({ config, database, features: FEATURES, opened });
    const apart = config.run.api
      ? undefined
      : await NestFactory.createApplicationContext(service, { logger: false, abortOnError: false });
    const [health, metrics] = [new Health(), new Metrics()];
    const app = await createApp(apart ? [] : [service], {
      settings: settingsOf(config, issuer, apart === undefined),
      parts: container => httpParts(apart ?? container),
      log,
      health,
      metrics,
    });
    opened.with(app, () => app.close());
    const container = apart ?? app;
    for (const name of container.get(Catalogues).leftOut)
      log.warn('Officers publish catalogues here: one that came with the program is not published', { name });
    const hooks = watch(container, health, metrics, log);
    const scraped =
      typeof config.metrics === 'string' ? undefined : await serveMetrics(metrics.registry, config.metrics);
    if (scraped) opened.with(scraped, () => scraped.close());
    await app.listen(config.port, config.host);
    const url = await app.getUrl();
    // Last: a port that is taken must not cost another process the turn.
    const projections = config.run.projector ? projectionRunner(container, { hooks }) : undefined;
    const timers = config.run.projector ? await timerWorker(container, timerHooks(log)) : undefined;
    projections?.start();
    timers?.start();
    void checkHistory(container, log);
    return {
      url,
      pages: apart === undefined && existsSync(PAGES),
      log: container.get(EventStore).place,
      ...(scraped && { metricsUrl: scraped.url }),
      drain: () => void (health.stopping = true),
      close: async () => {
        health.stopping = true;
        await app.close();
        await scraped?.close();
        await timers?.stop();
        await projections?.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Where the build leaves the page, beside the compiled service. */
const PAGES = join(__dirname, '../console');

function settingsOf(config: Config, issuer: string, endpoints: boolean): HttpSettings {
  const { oidc, bodyLimit, places, bodySeconds, metrics } = config;
  const { audience, rolesClaim, tokenType } = oidc;
  return {
    issuer: { issuer, audience, algorithms: ALGORITHMS, rolesClaim, tokenType },
    pageClient: oidc.pageClient,
    ...(endpoints && { pages: PAGES }),
    bodyLimit,
    places,
    bodySeconds,
    version: VERSION,
    metrics: metrics === 'open' ? 'open' : 'off',
  };
}

function httpParts(container: INestApplicationContext): HttpParts {
  const [vault, store] = [container.get(PostgresVault), container.get(EventStore)];
  const audits = container.get(Audits, { strict: false });
  return { vault, access: signInIdentities(vault, store, audits), logId: store.logId };
}

/** Says at start whether the register goes on from what was signed. What cannot be looked at now is looked at each minute. */
async function checkHistory(container: INestApplicationContext, log: Infrastructure['log']): Promise<void> {
  const fork = await container
    .get(Signer, { strict: false })
    .check()
    .catch(() => undefined);
  if (fork) log.error('The register does not go on from what was signed', { code: 'register-forked' });
}

/** Whether an audit is open, and which subject a token's bearer is: the claimed identity, once its command is in the log. */
function signInIdentities(vault: PostgresVault, store: EventStore, audits: Audits): SubjectAccess {
  return {
    auditIsOpen: () => audits.areLetIn(),
    async subjectOf(iss, sub) {
      for (const { owner, pendingCommand } of await vault.find(
        'identity',
        lookupForm('identity', { issuer: iss, subject: sub }),
      )) {
        const subject = subjectOfOwner(owner);
        if (
          !pendingCommand ||
          (await store.findAppend(subjectStream(subject), firstEventOf(vault, pendingCommand))).length > 0
        )
          return subject;
      }
      return undefined;
    },
  };
}
