import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processStart } from './process';

/** Who holds a lock. `note` is what the holder wants others to know, such as its address. */
export interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly nonce: string;
  readonly note: Readonly<Record<string, string>>;
}

export class LockHeld extends Error {
  constructor(readonly holder: Holder) {
    super(`held by process ${holder.pid}`);
  }
}

export interface Lock {
  /** Replaces the note. */
  tell(note: Readonly<Record<string, string>>): void;
  release(): void;
}

const UNREADABLE: Holder = { pid: 0, started: '', nonce: 'unreadable', note: {} };

function read(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return UNREADABLE; // Cut short by a power failure: whoever wrote it is gone.
  }
}

const lives = (holder: Holder): boolean => holder.pid > 0 && processStart(holder.pid) === holder.started;

/** Who holds a lock now. */
export function lockHolder(path: string): Holder | undefined {
  const found = read(path);
  return found && lives(found) ? found : undefined;
}

/**
 * A lock file that outlives nobody: the file names its holder by pid and start time, and a file whose holder is
 * gone is taken over. Two processes that both find such a file agree by a lock for exactly that take-over, named
 * by the dead holder's nonce, so that a fresh lock is never mistaken for the dead one.
 * @throws LockHeld
 */
export function acquireLock(path: string, note: Readonly<Record<string, string>> = {}): Lock {
  const mine: Holder = {
    pid: process.pid,
    started: processStart(process.pid)!,
    nonce: randomBytes(8).toString('hex'),
    note,
  };
  const draft = `${path}.${mine.nonce}.draft`;
  const write = (holder: Holder): void => writeFileSync(draft, JSON.stringify(holder), { mode: 0o644 });
  write(mine);
  try {
    for (;;) {
      try {
        linkSync(draft, path); // Appears with its whole content, or not at all.
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = read(path);
      if (!found) continue; // Released in between.
      if (lives(found)) throw new LockHeld(found);
      const takeOver = acquireLock(`${path}.${found.nonce}`);
      try {
        if (read(path)?.nonce === found.nonce) {
          renameSync(draft, path);
          break;
        }
      } finally {
        takeOver.release();
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    tell(told) {
      write({ ...mine, note: told });
      renameSync(draft, path);
    },
    release() {
      if (read(path)?.nonce === mine.nonce) rmSync(path, { force: true });
    },
  };
}
