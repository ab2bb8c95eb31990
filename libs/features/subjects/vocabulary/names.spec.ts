import * as fc from 'fast-check';
import { isWrittenIn, parseDomainName, parseRegistrableName } from './domain-name';
import { parseIdentity, parseLogin } from './login';
import { lookupForm, lookupsOf } from './lookup';
import { parseReference } from './reference';

describe('P05 domain names', () => {
  const good: [string, string][] = [
    ['Example.BE', 'example.be'],
    [' example.co.uk ', 'example.co.uk'],
    ['münchen.de', 'xn--mnchen-3ya.de'],
    ['XN--MNCHEN-3YA.de', 'xn--mnchen-3ya.de'],
    ['straße.de', 'xn--strae-oqa.de'],
    ['παράδειγμα.ευ', 'xn--hxajbheg2az3al.xn--qxa6a'],
    ['例え。jp', 'xn--r8jz45g.jp'],
    [`${'a'.repeat(63)}.be`, `${'a'.repeat(63)}.be`],
  ];
  test.each(good)('%s is %s', (given, canonical) => {
    expect(parseDomainName(given)).toEqual({ ok: true, value: canonical });
  });

  const bad: [unknown, string][] = [
    ['', 'empty'],
    [7, 'not-text'],
    ['be', 'domain-single-label'],
    ['example.be.', 'domain-label'],
    ['.be', 'domain-label'],
    ['a..be', 'domain-label'],
    ['-a.be', 'domain-label'],
    ['a-.be', 'domain-label'],
    ['ab--cd.be', 'domain-label'],
    ['a_b.be', 'domain-form'],
    ['xn--a.be', 'domain-form'],
    ['192.0.2.1', 'domain-form'],
    ['127.1', 'domain-form'],
    ['0x7f.1', 'domain-form'],
    ['[::1]', 'domain-form'],
    ['example.be/path', 'domain-form'],
    ['example.be:80', 'domain-form'],
    ['user@example.be', 'domain-form'],
    ['exam%2eple.be', 'domain-form'],
    ['exam ple.be', 'domain-form'],
    ['exam\u00adple.be', 'domain-form'],
    ['example\u200d.be', 'domain-form'],
    ['example.be\0', 'domain-form'],
    ['example.123', 'domain-form'],
    ['*.example.be', 'domain-form'],
    [`${'a'.repeat(64)}.be`, 'domain-label'],
    [`${'a.'.repeat(127)}be`, 'too-long'],
  ];
  test.each(bad)('%j is refused by rule %s', (given, rule) => {
    expect(parseDomainName(given)).toEqual({ ok: false, rule });
  });

  test.each([
    ['Example.BE', 'example.be'],
    ['example.co.uk', 'example.co.uk'],
    ['münchen.be', 'xn--mnchen-3ya.be'],
    ['www.example.be', undefined],
    ['a.b.example.co.uk', undefined],
    ['co.uk', undefined],
  ])('P05 %s is registrable as %s', (given, name) => {
    const rule = 'domain-not-registrable';
    expect(parseRegistrableName(given)).toEqual(name ? { ok: true, value: name } : { ok: false, rule });
  });

  test('P10 the first label is written in letters that the registry takes', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyzé';
    const written = ['cafe-1.be', 'xn--caf-dma.be', 'xn--mnchen-3ya.be', 'xn--80ak6aa92e.be'];
    expect(written.map(name => isWrittenIn(letters, name))).toEqual([true, true, false, false]);
  });

  test('an accepted name is letters, digits and hyphens, and its own canonical form', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.domain(),
          fc.string({ unit: 'binary' }).map(text => `${text}.be`),
        ),
        text => {
          const parsed = parseDomainName(text);
          if (!parsed.ok) return;
          expect(parsed.value).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
          expect(parseDomainName(parsed.value)).toEqual(parsed);
        },
      ),
    );
  });
});

describe('P05 login names', () => {
  test.each([
    [' jan.peeters ', 'jan.peeters'],
    ['Jan Peeters', 'Jan Peeters'],
    ['jan@example.be', 'jan@example.be'],
  ])('%j is %j', (given, canonical) => {
    expect(parseLogin(given)).toEqual({ ok: true, value: canonical });
  });

  test.each([
    ['', 'empty'],
    [null, 'not-text'],
    ['a'.repeat(65), 'too-long'],
    ['jan\tpeeters', 'login-form'],
    ['jan  peeters', 'login-form'],
    ['jan\0', 'login-form'],
    ['jan\u200bpeeters', 'login-form'],
    ['jan\ud800', 'login-form'],
  ])('%j is refused by rule %s', (given, rule) => {
    expect(parseLogin(given)).toEqual({ ok: false, rule });
  });

  test('one who signs in finds the name however it is written', () => {
    const forms = ['Straße', 'STRASSE', 'ｓtrasse', 'ſtraße'].map(text => lookupForm('login', text));
    expect(new Set(forms).size).toBe(1);
    expect(lookupForm('login', 'ΟΔΟΣ')).toBe(lookupForm('login', 'οδος'));
    expect(lookupForm('login', 'jan')).not.toBe(lookupForm('login', 'jân'));
  });
});

describe('look-up forms', () => {
  test('telephone, e-mail, name and postal code as people write them', () => {
    expect(lookupForm('email', 'Jan.Peeters@example.be')).toBe('jan.peeters@example.be');
    const one = lookupForm('name-postcode', { familyName: 'Sørensen-Łukács', postalCode: '1012 AB' });
    expect(one).toBe(lookupForm('name-postcode', { familyName: 'SORENSEN LUKACS', postalCode: '1012ab' }));
    expect(one).not.toBe(lookupForm('name-postcode', { familyName: 'Sorensen', postalCode: '1012ab' }));
  });

  test('an identity is its issuer and its subject, each as it is', () => {
    const parsed = parseIdentity({ issuer: 'https://id.example', subject: 'Abc 1' });
    expect(parsed).toEqual({ ok: true, value: { issuer: 'https://id.example', subject: 'Abc 1' } });
    expect(parseIdentity({ issuer: 'https://id.example x', subject: 'y' })).toMatchObject({
      rule: 'identity-form',
    });
    expect(parseIdentity({ issuer: 'https://id.example', subject: '' })).toMatchObject({ at: 'subject' });
    expect(parseIdentity('x')).toMatchObject({ rule: 'not-an-object' });
  });

  test('a form is the form of itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const form = lookupForm('login', text);
        expect(lookupForm('login', form)).toBe(form);
      }),
      { numRuns: 1000 },
    );
  });

  test('a person is found by what is held, and by no half of a pair', () => {
    const address = { street: 'S', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };
    expect(lookupsOf({ familyName: 'Peeters', address }).map(row => row.kind)).toEqual(['name-postcode']);
    expect(
      lookupsOf({ familyName: 'Peeters', email: 'a@b.be', telephone: '+3222013640' }).map(row => row.kind),
    ).toEqual(['email', 'telephone']);
  });
});

test.each([
  ['invoice/2026-0042', true],
  ['A.b_c-1', true],
  ['', false],
  ['Jan Peeters', false],
  ['jan@example.be', false],
  ['a\n', false],
  ['a'.repeat(65), false],
  [1, false],
])('reference %j is of the form: %s', (reference, ok) => {
  expect(parseReference(reference).ok).toBe(ok);
});
