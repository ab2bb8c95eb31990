import { constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCheckpoint, readNote } from '../note';
import type { Checkpoint } from './table';

interface Line {
  readonly note: string;
  readonly signer: string;
  /** RFC 3339. */
  readonly time: string;
}

/** As much of the file's end as is read for its newest line: notes are short, and that of an earlier origin is seldom asked for. */
const TAILS = [4_096, 262_144];

/**
 * Checkpoints in a file of their own (docs/formats/export.md), so that a database that was restored cannot take them back.
 * Lines are added, and on the disk before {@link add} resolves. A line that a crash cut off is no line.
 */
export class CheckpointFile {
  private readonly path: string;
  /** The folder lists the file on the disk. */
  private listed = false;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'checkpoints.jsonl');
  }

  async add(checkpoints: readonly Checkpoint[], signer: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const file = await open(this.path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o644);
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      const torn = size > 0 && last.toString() !== '\n';
      const lines = checkpoints.map(({ note, time }) => {
        const line: Line = { note, signer, time: time.toISOString() };
        return `${JSON.stringify(line)}\n`;
      });
      await file.appendFile(`${torn ? '\n' : ''}${lines.join('')}`);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!this.listed) await synced(this.folder);
    this.listed = true;
  }

  /** The newest one of an origin. */
  async latest(origin: string): Promise<Checkpoint | undefined> {
    for (const length of TAILS)
      for (const line of (await tailOf(this.path, length)).split('\n').reverse()) {
        const [one] = read(line);
        if (one?.origin === origin) return one;
      }
    return undefined;
  }

  /** All of an origin, oldest first. */
  async all(origin: string): Promise<Checkpoint[]> {
    const text = await readFile(this.path, 'utf8').catch(absent);
    return read(text).filter(one => one.origin === origin);
  }
}

/** What a folder lists is on the disk too. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function tailOf(path: string, length: number): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => absent(error) || undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - length);
    const bytes = Buffer.alloc(size - from);
    await file.read(bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

function absent(error: unknown): '' {
  if ((error as { code?: string }).code === 'ENOENT') return '';
  throw error;
}

function read(text: string): Checkpoint[] {
  return text.split('\n').flatMap(line => {
    try {
      const { note, time } = JSON.parse(line) as Line;
      const { text: body, signatures } = readNote(note);
      return [{ ...readCheckpoint(body), note, time: new Date(time), key: signatures[0]!.id }];
    } catch {
      return [];
    }
  });
}
