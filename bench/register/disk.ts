import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { timesOf, type Times } from './asked';

/** What the disk itself takes to keep 8 KiB: each look, and so each query of an officer, waits for it at least once. */
export function syncTimes(folder: string, count = 400): Times {
  const path = join(folder, 'disk');
  const [file, page, took] = [openSync(path, 'w'), Buffer.alloc(8_192, 1), [] as number[]];
  for (let i = 0; i < count; i++) {
    const began = performance.now();
    writeSync(file, page, 0, page.length, (i % 64) * page.length);
    fdatasyncSync(file);
    took.push(performance.now() - began);
  }
  closeSync(file);
  rmSync(path);
  return timesOf(took);
}
