import { createHmac } from 'node:crypto';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SubjectAccess } from '#libs/http';
import { canonicalText, derivedId, systemClock, type Clock } from '#libs/kernel';
import { createLog } from '#libs/logging';
import { createApp, type HttpDeps } from '../app';
import { Health } from '../health';
import { Metrics } from '../metrics';
import { AUDIENCE, startIssuer, type TestIssuer } from './issuer';

export const LOG_ID = '3e8f9f1c-52a7-8c11-9a53-6d3a6ad5f0b1';
/** The subject that the sign-in identity `customer` is; everybody else is none. */
export const OWN_SUBJECT = '0b8f2c64-9d1e-8f3a-b6f7-0d2f6c1f9a11';

export interface Harness {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Everything logged so far. */
  readonly log: () => string;
  close(): Promise<void>;
}

const secret = Buffer.alloc(32, 7);

/** The parts of a vault that HTTP asks for, without a keyring. */
export const macs: HttpDeps['vault'] = {
  commandId: (...parts) => derivedId(secret, ...parts),
  fingerprint: body => createHmac('sha256', secret).update(canonicalText(body)).digest('base64url'),
  pseudonym: async (issuer, subject) => derivedId(secret, 'pseudonym', issuer, subject),
};

const access: SubjectAccess = {
  subjectOf: async (_issuer, subject) => (subject === 'customer' ? OWN_SUBJECT : undefined),
};

/** Controllers behind the real application, listening on loopback. */
export async function serve(
  controllers: Type[],
  options: { clock?: Clock; alg?: string; bodyLimit?: number; modules?: DynamicModule[] } = {},
): Promise<Harness> {
  const issuer = await startIssuer(options.alg);
  const lines: string[] = [];
  const [health, metrics] = [new Health(), new Metrics()];
  class TestModule {}
  Module({ controllers })(TestModule);
  const app = await createApp([TestModule, ...(options.modules ?? [])], {
    settings: {
      issuer: {
        issuer: issuer.url,
        audience: AUDIENCE,
        algorithms: ['RS256', 'ES256', 'EdDSA'],
        rolesClaim: 'roles',
      },
      bodyLimit: options.bodyLimit ?? 4096,
      version: '0.0.0',
      metrics: 'open',
    },
    vault: macs,
    access,
    logId: LOG_ID,
    clock: options.clock ?? systemClock,
    log: createLog('debug', { write: line => void lines.push(line) }),
    health,
    metrics,
  });
  await app.listen(0, '127.0.0.1');
  return {
    app,
    url: await app.getUrl(),
    issuer,
    health,
    metrics,
    log: () => lines.join(''),
    close: async () => {
      await app.close();
      await issuer.stop();
    },
  };
}
