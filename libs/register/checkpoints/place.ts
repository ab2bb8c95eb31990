import { hash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isUuid, type Uuid } from '#libs/kernel';

interface Lease {
  readonly signer: Uuid;
  /** Where the signer is, hashed: machine, and the file itself. */
  readonly place: string;
}

/**
 * Which installation may sign (`signer.json` beside the checkpoints). The file says where it was written: on which machine, and
 * as which file. A copy of the installation has a copy of the file, which is another file, so that it does not sign, whatever
 * keys it has. Nor does one whose folder was restored, until an operator moves the signer there by a command.
 */
export class SignerPlace {
  private readonly path: string;

  constructor(
    private readonly folder: string,
    /** Name of the machine, where it has no lasting one of its own: `INZAGE_SIGNER`. */
    private readonly machine: string | undefined,
  ) {
    this.path = join(folder, 'signer.json');
  }

  /** The signer whose place this is; undefined where it is nobody's, or another's. */
  async signer(): Promise<Uuid | undefined> {
    try {
      const { signer, place } = JSON.parse(await readFile(this.path, 'utf8')) as Lease;
      return isUuid(signer) && place === (await this.here()) ? signer : undefined;
    } catch {
      return undefined;
    }
  }

  /** Makes this the place of a new signer. */
  async take(): Promise<Uuid> {
    await mkdir(this.folder, { recursive: true });
    const file = await open(this.path, 'a', 0o644);
    await file.close();
    const lease: Lease = { signer: randomUUID(), place: await this.here() };
    // Written in place: its place is this very file.
    const written = await open(this.path, 'r+');
    await written.truncate();
    await written.write(`${JSON.stringify(lease)}\n`, 0);
    await written.sync();
    await written.close();
    return lease.signer;
  }

  private async here(): Promise<string> {
    const { dev, ino } = await stat(this.path, { bigint: true });
    const machine =
      this.machine ?? (await readFile('/etc/machine-id', 'utf8').catch(() => hostname())).trim();
    return hash('sha256', `${machine}\n${dev}\n${ino}`, 'base64url');
  }
}
