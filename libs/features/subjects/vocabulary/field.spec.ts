import * as fc from 'fast-check';
import { FIELDS, type Field } from '#libs/catalogue';
import { parseField } from './field';

const address = { street: 'Veldstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' };

const good: [Field, unknown, unknown][] = [
  ['familyName', '  Peeters ', 'Peeters'],
  ['familyName', "O'Brien-Søndergård", "O'Brien-Søndergård"],
  ['familyName', 'Zoe\u0308', 'Zoë'],
  ['familyName', '王', '王'],
  ['familyName', '3M', '3M'],
  ['familyName', '𝔄'.repeat(100), '𝔄'.repeat(100)],
  ['givenName', 'Jean Luc', 'Jean Luc'],
  ['telephone', '+32 470 12 34 56', '+32470123456'],
  ['telephone', '+32(0)2 201 36 40', '+3222013640'],
  ['telephone', '+39 06 1234 5678', '+390612345678'],
  ['telephone', '+1 202-555-0123', '+12025550123'],
  ['email', 'Jan.Peeters+be@Example.BE', 'Jan.Peeters+be@example.be'],
  ['email', 'info@münchen.de', 'info@xn--mnchen-3ya.de'],
  ['email', `${'a'.repeat(64)}@example.be`, `${'a'.repeat(64)}@example.be`],
  ['language', 'nl', 'nl'],
  ['language', 'NL-be', 'nl-BE'],
  ['language', 'iw', 'he'],
  ['language', 'zh-hant-tw', 'zh-Hant-TW'],
  ['ipAddress', '192.0.2.1', '192.0.2.1'],
  ['ipAddress', '2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['ipAddress', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['ipAddress', '::', '::'],
  ['ipAddress', '::ffff:192.0.2.1', '192.0.2.1'],
];

const bad: [Field, unknown, string][] = [
  ['familyName', '', 'empty'],
  ['familyName', ' \t ', 'empty'],
  ['familyName', 7, 'not-text'],
  ['familyName', null, 'not-text'],
  ['familyName', ['Peeters'], 'not-text'],
  ['familyName', 'Pee\0ters', 'forbidden-character'],
  ['familyName', 'Pee\nters', 'forbidden-character'],
  ['familyName', 'Pee\u0085ters', 'forbidden-character'],
  ['familyName', 'Pee\ud800ters', 'forbidden-character'],
  ['familyName', 'Pee\u202eters', 'forbidden-character'],
  ['familyName', 'Pee\ufeffters', 'forbidden-character'],
  ['familyName', 'Pee\uffffters', 'forbidden-character'],
  ['familyName', '---', 'no-letter'],
  ['familyName', 'a'.repeat(101), 'too-long'],
  ['familyName', 'a'.repeat(1_000_000), 'too-long'],
  ['givenName', 'a\u0301'.repeat(101), 'too-long'],
  ['telephone', '09 123 45 67', 'telephone-not-international'],
  ['telephone', '+32 9', 'telephone-invalid'],
  ['telephone', '+32 470 12 34 56 ext. 4', 'telephone-extension'],
  ['telephone', '+', 'telephone-invalid'],
  ['telephone', `+32${' '.repeat(50)}470123456`, 'too-long'],
  ['telephone', 32470123456, 'not-text'],
  ['email', 'example.be', 'email-form'],
  ['email', '@example.be', 'email-form'],
  ['email', 'a b@example.be', 'email-local-part'],
  ['email', 'a..b@example.be', 'email-local-part'],
  ['email', '.a@example.be', 'email-local-part'],
  ['email', '"a b"@example.be', 'email-local-part'],
  ['email', 'a@b@example.be', 'email-local-part'],
  ['email', `${'a'.repeat(65)}@example.be`, 'email-local-part'],
  ['email', 'jan\r\nBcc: x@example.be', 'email-local-part'],
  ['email', 'jan@localhost', 'email-domain'],
  ['email', 'jan@[192.0.2.1]', 'email-domain'],
  ['email', 'jan@192.0.2.1', 'email-domain'],
  ['email', 'jan@example.be.', 'email-domain'],
  ['email', `jan@${'a.'.repeat(130)}be`, 'too-long'],
  ['language', 'nl_BE', 'language-form'],
  ['language', 'english', 'language-form'],
  ['language', 'und', 'language-form'],
  ['language', 'und-BE', 'language-form'],
  ['language', 'mul', 'language-form'],
  ['language', 'x-private', 'language-form'],
  ['language', 'nl-x-peeters', 'language-form'],
  ['language', 'de-u-co-phonebk', 'language-form'],
  ['language', 'de-1996', 'language-form'],
  ['ipAddress', '192.0.2', 'ip-form'],
  ['ipAddress', '192.0.2.256', 'ip-form'],
  ['ipAddress', '192.0.02.1', 'ip-form'],
  ['ipAddress', '0x7f000001', 'ip-form'],
  ['ipAddress', 'fe80::1%eth0', 'ip-form'],
  ['ipAddress', '[::1]', 'ip-form'],
  ['ipAddress', '::1/128', 'ip-form'],
  ['ipAddress', '1::2::3', 'ip-form'],
  ['ipAddress', '192.0.2.1:80', 'ip-form'],
  ['address', 'Veldstraat 12, Gent', 'not-an-object'],
  ['address', null, 'not-an-object'],
  ['address', [address], 'not-an-object'],
  ['address', { ...address, province: 'O-Vl' }, 'unknown-member'],
];

describe('P03 the closed vocabulary', () => {
  test.each(good)('%s takes %j', (field, value, canonical) => {
    expect(parseField(field, value)).toEqual({ ok: true, value: canonical });
  });

  test.each(bad)('%s refuses %j by rule %s', (field, value, rule) => {
    expect(parseField(field, value)).toEqual({ ok: false, rule });
  });

  test('any input is answered, and an accepted value is its own canonical form', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FIELDS),
        fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        (field, value) => {
          const parsed = parseField(field, value);
          if (parsed.ok) expect(parseField(field, parsed.value)).toEqual(parsed);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('IPv6 text is canonical: all spellings of an address are one', () => {
    fc.assert(
      fc.property(fc.ipV6(), text => {
        const parsed = parseField('ipAddress', text);
        expect(parsed).toMatchObject({ ok: true });
        if (parsed.ok) {
          expect(parseField('ipAddress', text.toUpperCase())).toEqual(parsed);
          expect(parseField('ipAddress', parsed.value)).toEqual(parsed);
        }
      }),
    );
  });
});
