import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Position } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { KeyringDump } from '#libs/vault/postgres';

/** The command cannot be carried out; the message says what to do. */
export class Refused extends Error {}

/** What a backup holds, written last: a folder without it is none. */
export interface Manifest {
  readonly format: 1;
  /** Version of the program that made it. */
  readonly program: string;
  /** RFC 3339, UTC. */
  readonly made: string;
  readonly log: { readonly id: Uuid; readonly events: number; readonly head: Position | null };
  readonly keyring: KeyringDump;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

const MANIFEST = 'manifest.json';

/** The folder of a backup: gzipped files, and a manifest with the SHA-256 of each. */
export class BackupFolder {
  private readonly files: Record<string, { bytes: number; sha256: string }> = {};

  private constructor(readonly path: string) {}

  /** @throws Refused where something is there already */
  static async create(path: string): Promise<BackupFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if ((await readdir(path)).length > 0)
      throw new Refused(`${path} is not empty: a backup wants a folder of its own.`);
    return new BackupFolder(path);
  }

  /** @throws Refused when it is no backup, an unfinished one, or one of a newer program */
  static async open(path: string): Promise<[BackupFolder, Manifest]> {
    const text = await readFile(join(path, MANIFEST), 'utf8').catch(() => {
      throw new Refused(`${path} is no backup, or one that was not finished: ${MANIFEST} is not there.`);
    });
    const manifest = JSON.parse(text) as { format: number };
    if (manifest.format !== 1)
      throw new Refused(
        `${path} is a backup of format ${manifest.format}, which this version does not know.`,
      );
    return [new BackupFolder(path), manifest as Manifest];
  }

  /** On disk when this answers. */
  async write(name: string, content: Readable): Promise<void> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const seen = digest();
    await pipeline(
      content,
      createGzip(),
      seen.through,
      createWriteStream(path, { mode: 0o600, flush: true }),
    );
    this.files[name] = seen.result();
  }

  async finish(manifest: Omit<Manifest, 'files' | 'format'>): Promise<void> {
    const text = `${JSON.stringify({ format: 1, ...manifest, files: this.files }, null, 2)}\n`;
    const draft = join(this.path, `${MANIFEST}.new`);
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await rename(draft, join(this.path, MANIFEST));
    const folder = await open(this.path, 'r');
    await folder.sync();
    await folder.close();
  }

  /** @throws Refused for the first file that is not as it was written */
  async verify({ files }: Manifest, progress: (line: () => string) => void): Promise<void> {
    for (const [name, { bytes, sha256 }] of Object.entries(files)) {
      const seen = digest(count =>
        progress(() => `${name}: ${Math.floor((100 * count) / bytes)} % verified`),
      );
      await pipeline(createReadStream(join(this.path, name)), seen.through.resume()).catch(() => {
        throw new Refused(`${name} of the backup cannot be read.`);
      });
      const found = seen.result();
      if (found.bytes !== bytes || found.sha256 !== sha256)
        throw new Refused(`${name} of the backup is not as it was written: take another copy of the backup.`);
    }
  }

  read(name: string): Readable {
    const file = createReadStream(join(this.path, name));
    const text = createGunzip();
    file.on('error', error => text.destroy(error));
    return file.pipe(text);
  }
}

function digest(tell: (bytes: number) => void = () => undefined): {
  through: Transform;
  result(): { bytes: number; sha256: string };
} {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      tell((bytes += chunk.length));
      done(null, chunk);
    },
  });
  return { through, result: () => ({ bytes, sha256: hash.digest('hex') }) };
}
