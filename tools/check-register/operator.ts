import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { examine } from '#apps/cli/doctor/examine';
import type { Finding } from '#apps/cli/doctor/findings';
import { logPass } from '#apps/cli/doctor/log-pass';
import { World } from '#apps/cli/doctor/world';
import { checkpoints } from '#apps/cli/doctor/checks/checkpoints';
import { cosignatures } from '#apps/cli/doctor/checks/cosignatures';
import { log } from '#apps/cli/doctor/checks/log';
import { register } from '#apps/cli/doctor/checks/register';
import { holds } from '#apps/cli/doctor/checks/holds';
import { tree } from '#apps/cli/doctor/checks/tree';
import { readConfig } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import { run, type Running } from '../../bench/service';
import { ApiClient } from './api-client';

const VERIFIER = join(__dirname, '../../../packages/inzage-verify/bin/inzage-verify.js');
const CLI = join(__dirname, '../../apps/cli/main.js');

/** What the operator has: databases that change, and beside them one folder of secrets, keys and checkpoints. The witness is outside. */
export class Operator {
  private witness: Running | undefined;
  /** Setting of the witness, once there is one. */
  private witnesses = '';

  private constructor(
    private readonly folder: string,
    private readonly issuer: Running,
  ) {}

  static async open(folder: string): Promise<Operator> {
    mkdirSync(join(folder, 'operator'));
    return new Operator(folder, await run('apps/issuer/main.js', {}, /^(http\S+)/));
  }

  /** The service as a process of its own, on a database, and who calls it. */
  async during<T>(
    database: DatabaseUrls,
    work: (api: ApiClient) => Promise<T>,
    { witnessed = false } = {},
  ): Promise<T> {
    const env = {
      ...this.environment(database, witnessed),
      OIDC_ISSUER: this.issuer.url,
      PORT: '0',
      LOG_LEVEL: 'silent',
    };
    const service = await run('apps/api/main.js', env);
    try {
      return await work(await ApiClient.of(service.url, this.issuer.url));
    } finally {
      await service.stop();
    }
  }

  /** The first key, and a witness for the log. Answers the verifier key, as the operator would publish it. */
  async makeKey(database: DatabaseUrls): Promise<string> {
    const env = { PATH: process.env['PATH'], ...this.environment(database, false) };
    const node = (...args: string[]) => promisify(execFile)(process.execPath, args, { env });
    const vkey = (await node('--disable-warning=ExperimentalWarning', CLI, 'signing', 'make')).stdout.trim();
    const key = join(this.folder, 'witness.key');
    const name = ['--name', 'witness.example/check'];
    const own = (await node(VERIFIER, 'witness', '--new-key', key, ...name)).stdout.trim();
    const args = [
      '--key',
      key,
      '--log',
      vkey,
      '--dir',
      join(this.folder, 'witness'),
      '--listen',
      '127.0.0.1:0',
    ];
    this.witness = await run(VERIFIER, {}, / listens on (\S+)/, ['witness', ...args]);
    this.witnesses = `tlog:${this.witness.url}#${own}`;
    return vkey;
  }

  /** All that the doctor finds. */
  doctor(database: DatabaseUrls): Promise<Finding[]> {
    return this.looking(database, async world => {
      const found: Finding[] = [];
      for await (const result of examine(world)) if ('findings' in result) found.push(...result.findings);
      return found;
    });
  }

  /** What the doctor's checks of log, register, tree and checkpoints find, and where. */
  findings(database: DatabaseUrls): Promise<Finding[]> {
    return this.looking(database, async world => {
      const pass = await logPass(world, [log, register, holds]);
      const found = [...pass.values()].flatMap(looked => ('findings' in looked ? looked.findings : []));
      for (const check of [tree, checkpoints, cosignatures]) found.push(...(await check.run(world)));
      return found;
    });
  }

  /** The file of checkpoints as it is now; gives back what puts it so again, in its place. */
  keepFile(): () => void {
    const path = join(this.folder, 'operator', 'checkpoints', 'checkpoints.jsonl');
    const text = readFileSync(path);
    return () => writeFileSync(path, text);
  }

  async close(): Promise<void> {
    await this.witness?.stop();
    await this.issuer.stop();
  }

  private async looking<T>(database: DatabaseUrls, look: (world: World) => Promise<T>): Promise<T> {
    const config = readConfig('development', this.environment(database, true));
    const world = new World(config, database, () => undefined);
    try {
      return await look(world);
    } finally {
      await world.close();
    }
  }

  private environment(database: DatabaseUrls, witnessed: boolean): Record<string, string> {
    return {
      INZAGE_DATA_DIR: join(this.folder, 'operator'),
      INZAGE_SECRETS_FILE: join(this.folder, 'secrets.json'),
      // A name that is another for each check: what is signed here is signed nowhere else.
      INZAGE_SIGNER: this.signer,
      DATABASE_URL: database.service,
      DATABASE_ADMIN_URL: database.owner,
      KEYRING_URL: database.keyring,
      ...(witnessed && { INZAGE_WITNESSES: this.witnesses }),
    };
  }

  private readonly signer = randomUUID();
}
