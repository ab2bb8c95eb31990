import { isOpenToObjection } from './objectable';

describe('Art. 21: what can be objected to', () => {
  test.each(['A6-1-b', 'A6-1-c', 'A6-1-f'] as const)('direct marketing, though it rests on %s', basis => {
    expect(isOpenToObjection({ basis, dpv: 'dpv:DirectMarketing' })).toBe(true);
  });

  test('else what rests on a legitimate interest, not what a contract or a law needs', () => {
    const open = (['A6-1-b', 'A6-1-c', 'A6-1-f'] as const).filter(basis =>
      isOpenToObjection({ basis, dpv: 'dpv:FraudPreventionAndDetection' }),
    );
    expect(open).toEqual(['A6-1-f']);
  });
});
