import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileClock } from './file-clock';

const folder = mkdtempSync(join(tmpdir(), 'inzage-clock-'));
const file = join(folder, 'clock');
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = 86_400_000;

test('a clock is set by its file, again and again', () => {
  const clock = fileClock(file);
  const ahead = (): number => Math.round((clock.now().getTime() - Date.now()) / 1000) * 1000;
  expect(ahead()).toBe(0);
  writeFileSync(file, '+P30D\n');
  expect(ahead()).toBe(30 * DAY);
  writeFileSync(file, '2026-11-24T09:00:00Z');
  expect(clock.now().toISOString()).toBe('2026-11-24T09:00:00.000Z');
  for (const broken of ['', '2026-11-24T0', 'tomorrow', 'P']) {
    writeFileSync(file, broken);
    expect(clock.now().toISOString()).toBe('2026-11-24T09:00:00.000Z');
  }
  writeFileSync(file, '-PT1H');
  expect(ahead()).toBe(-3_600_000);
});
