import { spawn } from 'node:child_process';

/** The operating-system user that PostgreSQL runs as; without ids: whoever runs this process. */
export interface OsUser {
  readonly name: string;
  readonly ids?: { readonly uid: number; readonly gid: number };
}

export interface Done {
  /** Exit code; null when the tool could not be started at all. */
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a tool as a user, in a process group of its own (a Ctrl-C in the terminal is ours to deal with) and
 * with an environment that holds none of our settings. Never rejects: a tool that cannot start has no code.
 */
export function run(tool: string, args: readonly string[], user: OsUser, cwd = '/'): Promise<Done> {
  return new Promise(resolve => {
    let output = '';
    const child = spawn(tool, args, {
      ...user.ids,
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // useradd is in sbin, which is not on every path.
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C', TZ: 'UTC' },
    });
    const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-8_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', error => resolve({ code: null, output: error.message }));
    child.on('close', code => resolve({ code: code ?? 1, output: output.trim() }));
  });
}

/** Whether a user can enter a folder and, if asked, write in it. */
export async function canUse(folder: string, user: OsUser, right: 'enter' | 'write'): Promise<boolean> {
  const script = right === 'write' ? 'cd "$1" && test -w .' : 'cd "$1"';
  return (await run('/bin/sh', ['-c', script, 'sh', folder], user)).code === 0;
}
