import fc from 'fast-check';
import { restMs, until } from '../setup/until';

describe('what is awaited', () => {
  test('is asked for no later than the wait lasts, and never rested from for longer than half a second', () => {
    const ms = fc.integer({ min: 1, max: 600_000 });
    fc.assert(
      fc.property(ms, ms, fc.integer({ min: 1, max: 500 }), (waitedMs, moreMs, everyMs) => {
        const restedMs = restMs(waitedMs, waitedMs + moreMs, everyMs);
        expect(restedMs).toBeGreaterThan(0);
        expect(restedMs).toBeLessThanOrEqual(Math.min(moreMs, 500));
      }),
    );
  });

  test('is told when it did not come', async () => {
    const began = Date.now();
    await expect(
      until(
        () => 'no',
        answer => answer !== 'no',
        300,
      ),
    ).rejects.toThrow('still not so: "no"');
    expect(Date.now() - began).toBeGreaterThanOrEqual(300);
  });
});
