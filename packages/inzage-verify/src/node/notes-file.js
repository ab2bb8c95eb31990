// @ts-check
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseObject } from '../lines.js';

/** A file of JSON Lines that is only added to. A line is on the disk before `add` returns. */
export class LinesFile {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
    const isNew = !existsSync(path);
    this.file = openSync(path, 'a+', 0o644);
    if (isNew) syncFolder(dirname(path));
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf(10) + 1;
    // What a crash left of a line was never answered for.
    if (whole < bytes.length) ftruncateSync(this.file, whole);
    const lines = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1);
    this.lines = lines.map(line => {
      const value = parseObject(line);
      if (!value) throw new Error(`${path} has a line that is none of its own.`);
      return value;
    });
  }

  /** The notes of all lines. */
  get notes() {
    return this.lines.map(({ note }) => (typeof note === 'string' ? note : ''));
  }

  /** @param {Record<string, unknown>} line */
  add(line) {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    if (writeSync(this.file, bytes) !== bytes.length) throw new Error(`${this.path} takes no more.`);
    fsyncSync(this.file);
    this.lines.push(line);
  }

  close() {
    closeSync(this.file);
  }
}

/** @param {string} path */
function syncFolder(path) {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
