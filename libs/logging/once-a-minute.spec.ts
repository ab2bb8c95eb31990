import { OnceAMinute } from './once-a-minute';

afterEach(() => jest.useRealTimers());

test('what lasts for an hour, and is met twice a second, is told at its beginning and once a minute', () => {
  jest.useFakeTimers();
  const outage = new OnceAMinute();
  const told: number[] = [];
  for (let ms = 0; ms < 3_600_000; ms += 500) {
    if (outage.isDue()) told.push(ms / 60_000);
    jest.advanceTimersByTime(500);
  }
  expect(told).toEqual(Array.from({ length: 60 }, (_, minute) => minute));
});
