import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeRecord, type EventRecord, type EventStore } from '#libs/event-store';
import { derivedId } from '#libs/kernel';
import { sampleRecords } from '../register/samples';
import { BRIEF } from '../setup/program';

export interface Copy {
  readonly child: ChildProcess;
  readonly ended: Promise<{ exit: number | null; out: string; said: string }>;
}

const cli = join(__dirname, '../../dist/apps/cli/main.js');

/** The real tool, as a process. */
export function startCopy(...args: readonly string[]): Copy {
  const child = spawn(process.execPath, [...BRIEF, cli, 'log-copy', ...args], {
    env: { PATH: process.env.PATH },
  });
  let [out, said] = ['', ''];
  child.stdout.on('data', chunk => (out += String(chunk)));
  child.stderr.on('data', chunk => (said += String(chunk)));
  return { child, ended: new Promise(resolve => child.once('close', exit => resolve({ exit, out, said }))) };
}

export const copy = (...args: readonly string[]): Copy['ended'] => startCopy(...args).ended;

/**
 * One of each kind of event, and a stream of many: appended one at a time and several at a time, streams in turns.
 * @returns how many events
 */
export async function writeHistory(store: EventStore, long = 0): Promise<number> {
  const idOf = (...parts: string[]) => derivedId(Buffer.from('copied'), ...parts);
  const revisions = new Map<string, number>();
  const append = async (records: readonly EventRecord[]): Promise<void> => {
    const [{ stream }] = records as [EventRecord];
    const appended = await store.append(
      stream,
      revisions.get(stream) ?? 'no-stream',
      records.map(encodeRecord),
    );
    revisions.set(stream, appended.revision);
  };
  const samples = sampleRecords();
  let events = 0;
  for (const [round, size] of [1, 2, 3].entries()) {
    for (const [i, record] of samples.entries()) {
      const command = idOf('command', `${round}`, `${i}`);
      const together = Array.from({ length: size }, (_, n) => ({
        ...record,
        id: idOf('event', `${round}`, `${i}`, `${n}`),
        command,
      }));
      await append(together);
      events += size;
    }
  }
  const [sample] = samples as [EventRecord];
  const many = Array.from({ length: long }, (_, n) => ({
    ...sample,
    id: idOf('many', `${n}`),
    command: idOf('many', 'command', `${n}`),
    stream: 'subject-00000000-0000-4000-8000-000000000777',
  }));
  for (const record of many) await append([record]);
  return events + long;
}

/** Appends to a log as long as the signal lets it, slower than a copy reads it. @returns how many */
export async function writeGrowth(store: EventStore, signal: AbortSignal): Promise<number> {
  const [sample] = sampleRecords() as [EventRecord];
  const stream = 'subject-00000000-0000-4000-8000-000000000888';
  let n = 0;
  for (; !signal.aborted; n++) {
    const [id, command] = ['id', 'command'].map(of => derivedId(Buffer.from('grown'), of, `${n}`));
    const record = { ...sample, id: id!, command: command!, stream };
    await store.append(stream, n === 0 ? 'no-stream' : n - 1, [encodeRecord(record)]);
    await delay(20);
  }
  return n;
}
