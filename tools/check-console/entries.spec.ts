import { Entries } from './entries';

const LIST = 'http://page/console/work?list=breaches';
const of = (n: number): string => `http://page/console/breaches/00000000-0000-4000-8000-00000000000${n}`;

function steps(...typed: readonly (readonly [address: string, text: string])[]): boolean[] {
  const entries = new Entries();
  return typed.map(([address, text]) => {
    entries.begins(address);
    return entries.again(address, text);
  });
}

describe('WCAG 2.2, 3.3.7: the same is not asked for twice in a process', () => {
  test('in two steps of one thing it is found', () => {
    expect(steps([of(1), 'DB-2026-17'], [of(1), ' DB-2026-17'])).toEqual([false, true]);
  });

  test('what began it belongs to it', () => {
    expect(steps([LIST, 'DB-2026-17'], [of(1), 'DB-2026-17'])).toEqual([false, true]);
  });

  test('another thing is another process, and so is another beginning', () => {
    expect(steps([of(1), 'DB-2026-17'], [of(2), 'DB-2026-17'])).toEqual([false, false]);
    expect(steps([LIST, 'DB-2026-17'], [LIST, 'DB-2026-17'])).toEqual([false, false]);
  });

  test('within one form it may stand in several places; a number says nothing', () => {
    const entries = new Entries();
    entries.begins(of(1));
    expect(['Het is dicht.', 'Het is dicht.'].map(text => entries.again(of(1), text))).toEqual([
      false,
      false,
    ]);
    expect(steps([of(1), '120'], [of(1), '120'])).toEqual([false, false]);
  });
});
