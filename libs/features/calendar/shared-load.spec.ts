import { setTimeout as delay } from 'node:timers/promises';
import { SharedLoad } from './shared-load';

const EVERY_MS = 100;

test('a thousand who ask at once cost one load; who asks later never gets what was loaded before', async () => {
  let [loads, under, most] = [0, 0, 0];
  const shared = new SharedLoad(async () => {
    most = Math.max(most, (under += 1));
    await delay(5);
    under -= 1;
    return (loads += 1);
  }, EVERY_MS);
  const thousand = () => Promise.all(Array.from({ length: 1_000 }, () => shared.get()));
  const began = performance.now();
  expect(new Set(await thousand())).toEqual(new Set([1]));
  expect(new Set(await thousand())).toEqual(new Set([2]));
  expect([loads, most]).toEqual([2, 1]);
  expect(performance.now() - began).toBeGreaterThan(EVERY_MS * 0.9);
});

test('a load that fails is told to those who asked for it, and the next is tried', async () => {
  let loads = 0;
  const shared = new SharedLoad(async () => {
    loads += 1;
    if (loads === 1) throw new Error('gone');
    return loads;
  }, 1);
  await expect(Promise.all([shared.get(), shared.get()])).rejects.toThrow('gone');
  expect(await shared.get()).toBe(2);
});
