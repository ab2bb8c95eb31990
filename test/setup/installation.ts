import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseUrls } from '#libs/database';
import { App, temporaryFolder } from './app';
import { selfSigned, writeCertificate } from './certificate';
import { migratedDatabase, type TestDatabase } from './database';
import { startIssuer, type TestIssuer } from './issuer';
import { logEnvironment } from './log';
import { openVault } from './vault';

/**
 * An installation in the production profile: as many processes as are wanted, each by `npm run start:prod`, on one
 * external PostgreSQL (and EventStoreDB, where the test run has one), one keyring in a database of its own, one secrets
 * file, and one OpenID provider over TLS.
 */
export class Installation {
  private readonly apps: App[] = [];

  private constructor(
    readonly folder: string,
    readonly database: TestDatabase,
    private readonly issuer: TestIssuer,
    private readonly ca: string,
  ) {}

  static async open(databases: () => Promise<TestDatabase> = migratedDatabase): Promise<Installation> {
    const certificate = selfSigned();
    const tls = { cert: certificate.pem, key: certificate.key };
    const [database, issuer] = await Promise.all([databases(), startIssuer({ tls })]);
    const folder = temporaryFolder();
    writeCertificate(folder, certificate);
    return new Installation(folder, database, issuer, certificate.pem);
  }

  get urls(): DatabaseUrls {
    const { ownerUrl, serviceUrl, keyringUrl } = this.database;
    return { owner: ownerUrl, service: serviceUrl, keyring: keyringUrl };
  }

  /** Its keyring, open in this process. */
  vault(): ReturnType<typeof openVault> {
    return openVault(this.urls.keyring, this.settings().INZAGE_SECRETS_FILE!);
  }

  /** One more process, ready. */
  async start(run: 'api' | 'projector' | 'both'): Promise<App> {
    const app = new App(this.folder, this.database, {
      script: 'start:prod',
      ca: this.ca,
      env: { ...this.settings(), INZAGE_RUN: run, HOST: '127.0.0.1' },
    });
    this.apps.push(app);
    await app.start();
    return app;
  }

  /** Ends every process, and removes all. */
  async close(): Promise<void> {
    await Promise.all(this.apps.map(app => app.kill9()));
    await this.issuer.stop();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Of each process, and of what operators run beside. */
  settings(): Record<string, string> {
    return {
      DATABASE_URL: this.urls.service,
      DATABASE_ADMIN_URL: this.urls.owner,
      KEYRING_URL: this.urls.keyring,
      INZAGE_SECRETS_FILE: join(this.folder, 'secrets.json'),
      OIDC_ISSUER: this.issuer.url,
      NODE_EXTRA_CA_CERTS: join(this.folder, 'ca.crt'),
      ...logEnvironment(this.urls.service),
    };
  }
}
