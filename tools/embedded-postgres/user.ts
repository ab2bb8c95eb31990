import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { run, type OsUser } from './tools';

export const isRoot = (): boolean => process.getuid?.() === 0;

const ROOT: OsUser = { name: 'root' };
/** Made when the system has no `postgres`. */
const OWN_USER = 'inzage';

async function lookUp(nameOrId: string): Promise<OsUser | undefined> {
  const [uid, gid, name] = await Promise.all(
    ['-u', '-g', '-un'].map(flag => run('id', [flag, nameOrId], ROOT)),
  );
  if (uid!.code !== 0 || uid!.output === '0') return undefined;
  return { name: name!.output, ids: { uid: Number(uid!.output), gid: Number(gid!.output) } };
}

function owner(path: string): number | undefined {
  try {
    return statSync(path).uid;
  } catch {
    return undefined;
  }
}

/**
 * PostgreSQL refuses to run as root. Root runs it as the owner of the data that is there, else as `postgres`,
 * else as a system user made for it, else as `nobody`; anybody else runs it as themselves.
 */
export async function chooseUser(existingData: string): Promise<OsUser> {
  if (!isRoot()) return { name: userName() };
  const uid = owner(existingData);
  const found =
    (uid ? await lookUp(String(uid)) : undefined) ?? (await lookUp('postgres')) ?? (await lookUp(OWN_USER));
  if (found) return found;
  await run(
    'useradd',
    ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', OWN_USER],
    ROOT,
  );
  const made = (await lookUp(OWN_USER)) ?? (await lookUp('nobody'));
  if (!made)
    throw new Error(
      'PostgreSQL cannot run as root, and there is no other user to run it as: create one named "postgres".',
    );
  return made;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
