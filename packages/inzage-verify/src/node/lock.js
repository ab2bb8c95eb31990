// @ts-check
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { codeOf } from './files.js';

/**
 * Takes a folder for this process: two witnesses on one folder would cosign two histories.
 * @param {string} path
 * @returns {() => void} gives it back
 * @throws {Error} if a living process has it
 */
export function lock(path) {
  for (;;) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      const pid = Number(readFileSync(path, 'utf8'));
      if (pid !== process.pid && lives(pid)) throw new Error(`process ${pid} has ${path}`);
      rmSync(path, { force: true });
    }
  }
}

/** @param {number} pid */
function lives(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
