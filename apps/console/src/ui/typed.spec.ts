import fc from 'fast-check';
import { LANGUAGES } from '#libs/letters';
import { countrySaid, durationSaid } from '../i18n/said';
import {
  countriesIn,
  countriesOf,
  counted,
  countryOf,
  durationOf,
  instantOf,
  isDay,
  notBefore,
} from './typed';

describe('counts, as officers type them (Art. 33(3)(a))', () => {
  it.each(['1000', '1.000', '1 000', '1\u00a0000', '1\u202f000', ' 1000 '])(
    'takes %j for a thousand',
    typed => {
      expect(counted(typed)).toBe(1_000);
    },
  );

  it('takes several groups', () => {
    expect(counted('12.345.678')).toBe(12_345_678);
    expect(counted('0')).toBe(0);
  });

  it.each(['1.5', '1,000', '1.00', '1.0000', '0.125', '1.000 000', '1e3', '-1', 'about 20', '1.000.'])(
    'leaves %j as it is, for the service to refuse',
    typed => {
      expect(counted(typed)).toBe(typed);
    },
  );
});

describe('days and times, as browsers give them', () => {
  it('reads a time in Brussels', () => {
    expect(instantOf('2026-12-04T18:20')).toBe('2026-12-04T17:20:00.000Z');
    expect(notBefore('2026-12-04T18:20', '2026-12-04T17:20:00Z')).toBe(true);
    expect(notBefore('2026-12-04T18:19', '2026-12-04T17:20:00Z')).toBe(false);
  });

  it.each(['202618-01-01T10:00', '2026-13-01T10:00', '', 'soon'])('bears %j, which is no time', typed => {
    expect(instantOf(typed)).toBe(typed);
    expect(notBefore(typed, '2026-12-04T17:20:00Z')).toBe(false);
  });

  it.each(['2026-13-01', '2026-02-30', '202618-01-01', '0000-00-00', ''])('knows that %j is no day', text => {
    expect(isDay(text)).toBe(false);
  });

  it('knows a day', () => {
    expect(isDay('2028-02-29')).toBe(true);
  });
});

describe('what is shown in words is read back as what it was', () => {
  const language = fc.constantFrom(...LANGUAGES);
  // What nobody changed stays as it is, though another language was chosen while its form was open.
  it('a duration', () => {
    const duration = fc
      .record({
        years: fc.nat(120),
        months: fc.nat(40),
        weeks: fc.nat(60),
        days: fc.nat(1_500),
      })
      .map(({ years, months, weeks, days }) => `P${years}Y${months}M${weeks}W${days}D`);
    const alone = fc
      .tuple(fc.nat(1_500), fc.constantFrom('Y', 'M', 'W', 'D'))
      .map(parts => `P${parts.join('')}`);
    fc.assert(
      fc.property(fc.oneof(alone, duration), language, language, (code, shown, now) => {
        expect(durationOf(durationSaid(code, shown), now)).toBe(code);
        expect(durationOf(code, now)).toBe(code);
      }),
    );
  });

  it.each(['binnenkort', '1 jaar en 6 maanden', '2 années-lumière', '', 'P1Y of zo'])(
    'not %j, which is none',
    typed => {
      expect(durationOf(typed, 'nl')).toBe(typed);
    },
  );

  it('a country, and several', () => {
    const all = [...countriesIn('nl').values()];
    expect(all.length).toBeGreaterThan(200);
    for (const shown of LANGUAGES)
      for (const now of LANGUAGES)
        expect(all.map(code => countryOf(countrySaid(code, shown), now))).toEqual(all);
    const country = fc.constantFrom(...all);
    fc.assert(
      fc.property(fc.uniqueArray(country, { minLength: 1 }), language, language, (codes, shown, now) => {
        const said = codes.map(code => countrySaid(code, shown));
        expect(countriesOf(said.join(', '), now)).toEqual(codes);
        expect(countriesOf(codes.join('\n').toLowerCase(), now)).toEqual(codes);
      }),
    );
  });

  it('not what is no country', () => {
    expect(countriesOf('Nergensland, België;', 'nl')).toEqual(['Nergensland', 'BE']);
    expect(countrySaid('BEL', 'nl')).toBe('BEL');
  });
});
