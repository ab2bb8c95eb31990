import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { decodeSecrets, encodeSecrets, type Secrets } from './secrets';
import { VaultRefused } from './types';

/**
 * The secrets of a file, null where there is none.
 * @throws VaultRefused when it cannot be read, is open to everyone, or is not a secrets file
 */
export async function readSecretsFile(path: string): Promise<Secrets | null> {
  let text: string;
  try {
    const { mode } = await stat(path);
    if (mode & 0o007)
      throw new VaultRefused(
        'secrets-exposed',
        `${path} can be read or written by everyone on this machine: chmod 600 it`,
      );
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof VaultRefused) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT') return null;
    throw new VaultRefused('secrets-unreadable', `${path} cannot be read: ${code}`);
  }
  return decodeSecrets(text, path);
}

/** Writes the file so that a crash at any moment leaves all of it or nothing: it is on disk when this answers. */
export function writeSecretsFile(path: string, secrets: Secrets): Promise<void> {
  return write(path, secrets, `${path}.new`, rename);
}

/**
 * The same for a file that must not be there yet: what is there is left as it is, even when it comes at the same moment.
 * @throws VaultRefused `secrets-unwritable`
 */
export function createSecretsFile(path: string, secrets: Secrets): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.new`;
  return write(path, secrets, temporary, async () => {
    try {
      await link(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

async function write(
  path: string,
  secrets: Secrets,
  temporary: string,
  place: (temporary: string, final: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(temporary, { force: true });
    const before = await stat(path).catch(() => undefined);
    const file = await open(temporary, 'wx', 0o600);
    try {
      // Whoever could read it before can, and nobody else.
      if (before) {
        await file.chown(before.uid, before.gid);
        await file.chmod(before.mode & 0o770);
      }
      await file.writeFile(encodeSecrets(secrets));
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary, path);
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new VaultRefused(
      'secrets-unwritable',
      code === 'EEXIST'
        ? `${path} is there already: it stays as it is`
        : `${path} cannot be written: ${code}`,
    );
  }
}

/** Tells whether a file is the one that was read: another time, size or inode is another file. Missing is a stamp too. */
export async function stampOf(path: string): Promise<string> {
  return stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => 'missing',
  );
}
