import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../../test/setup/child';
import { acquireLock, LockHeld } from './lock';

let folder: string;
let path: string;
const children: Child[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inzage-lock-'));
  path = join(folder, 'lock');
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(child => child.stop()));
  rmSync(folder, { recursive: true });
});

/** A process that takes the lock when asked, and answers whether it got it. */
function rival(): Child {
  const child = Child.start(join(__dirname, 'testing/lock-holder.ts'));
  children.push(child);
  return child;
}
const take = (child: Child): Promise<boolean> => child.ask<boolean>({ path });

test('who comes second learns who is there, and what the holder tells', () => {
  const lock = acquireLock(path);
  lock.tell({ url: 'http://127.0.0.1:3000' });
  expect(() => acquireLock(path)).toThrow(LockHeld);
  try {
    acquireLock(path);
  } catch (error) {
    expect((error as LockHeld).holder).toMatchObject({
      pid: process.pid,
      note: { url: 'http://127.0.0.1:3000' },
    });
  }
  lock.release();
  acquireLock(path).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a process that was killed is taken over, by one of many who try at once', async () => {
  const holder = rival();
  expect(await take(holder)).toBe(true);
  expect(await take(rival())).toBe(false);
  holder.signal('SIGKILL');
  await holder.stop();

  const rivals = Array.from({ length: 6 }, rival);
  const won = await Promise.all(rivals.map(take));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect((JSON.parse(readFileSync(path, 'utf8')) as { pid: number }).pid).toBe(
    rivals[won.indexOf(true)]!.pid,
  );
});

test('a pid that was given to another process does not hold the lock', () => {
  const lock = acquireLock(path);
  const holder = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...holder, started: 'earlier', nonce: 'another' }));
  acquireLock(path).release();
  lock.release();
});

test('a file that was cut short does not hold the lock', () => {
  writeFileSync(path, '{"pid":');
  acquireLock(path).release();
});
