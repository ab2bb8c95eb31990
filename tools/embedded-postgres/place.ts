import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { writeDurably } from './files';
import { canUse, type OsUser } from './tools';
import { chooseUser, isRoot } from './user';

/** What is remembered of the embedded PostgreSQL in `postgres.json` of the data folder (mode 0600). */
export interface Remembered {
  /** Folder of the cluster, its log and its lock; relative to the data folder unless it lies elsewhere. */
  readonly place: string;
  readonly port: number;
  readonly passwords: Readonly<Record<'superuser' | 'owner' | 'service' | 'keyring', string>>;
}

export interface Place {
  readonly folder: string;
  readonly user: OsUser;
  /** Where copies of the binaries may be put. */
  readonly copies: string;
  readonly passwords: Remembered['passwords'];
  port: number;
  /** Remembers another port. */
  remember(port: number): void;
}

/** Where data of root's checkout goes when PostgreSQL's user cannot enter the checkout. */
export const SYSTEM_FOLDER = '/var/lib/inzage';

/** Makes the data folder: closed to others, but for root's, which PostgreSQL's user must be able to pass through. */
export function makeDataFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined && isRoot()) chmodSync(folder, 0o711); // Whatever the umask is.
}

const secret = (): string => randomBytes(24).toString('hex');

function recall(file: string): Remembered | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Remembered) : undefined;
}

/** Makes a folder of PostgreSQL's own and says whether PostgreSQL's user can write in it. */
async function makeUsable(folder: string, user: OsUser): Promise<boolean> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user.ids) chownSync(folder, user.ids.uid, user.ids.gid);
  return canUse(folder, user, 'write');
}

/**
 * Where the embedded PostgreSQL of a data folder lives and as whom it runs. What is decided at the first start is
 * remembered before anything is made, so that a start that was killed is continued, not begun anew elsewhere.
 */
export async function findPlace(
  dataFolder: string,
  systemFolder: string,
  say: (line: string) => void,
): Promise<Place> {
  const file = join(dataFolder, 'postgres.json');
  let remembered = recall(file);
  const inside = join(dataFolder, 'postgres');
  const at = (place: string): string => (isAbsolute(place) ? place : resolve(dataFolder, place));
  const user = await chooseUser(join(remembered ? at(remembered.place) : inside, 'cluster'));
  if (!remembered) {
    let where = 'postgres';
    if (!(await makeUsable(inside, user))) {
      if (readdirSync(inside).length === 0) rmdirSync(inside);
      if (!isRoot()) throw new Error(`The data folder ${dataFolder} cannot be written by ${user.name}.`);
      where = join(systemFolder, randomBytes(6).toString('hex'));
      say(
        `User ${user.name}, as whom PostgreSQL runs, cannot enter ${dataFolder}: the database is kept in ${where}.`,
      );
    }
    const passwords = { superuser: secret(), owner: secret(), service: secret(), keyring: secret() };
    remembered = { place: where, port: 0, passwords };
    writeDurably(file, JSON.stringify(remembered, null, 2));
  }
  const folder = at(remembered.place);
  if (isAbsolute(remembered.place)) makeDataFolder(dirname(remembered.place));
  if (!(await makeUsable(folder, user))) {
    throw new Error(
      `User ${user.name}, as whom PostgreSQL runs, cannot enter ${folder}, where the database is. ` +
        'Open the folders above it for passing through (chmod o+x), or move the data folder and set INZAGE_DATA_DIR.',
    );
  }
  const kept = remembered;
  const place: Place = {
    folder,
    user,
    copies: isRoot() ? systemFolder : join(dataFolder, 'binaries'),
    passwords: kept.passwords,
    port: kept.port,
    remember(port) {
      place.port = port;
      writeDurably(file, JSON.stringify({ ...kept, port }, null, 2));
    },
  };
  return place;
}
