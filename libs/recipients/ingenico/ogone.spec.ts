import { GENT, person } from '../testing/samples';
import { documentOf, made, refusal } from '../testing/given';
import type { SharedData, SharedValues } from '../types';
import { shaIn, type ShaAlgorithm } from './sha-in';

const PASSPHRASE = 'Mysecretsig1875!?';
const ORDER = { pspId: 'MyPSPID', orderId: '1234', amount: '1500', currency: 'EUR' };
const payer = (values: SharedValues, transit: Readonly<Record<string, string>> = {}): SharedData => ({
  ...person({}, transit),
  values: { language: 'nl', ...values },
});
const parametersOf = (...given: Parameters<typeof payer>) =>
  made('ogone', payer(...given)).payload.parameters;

test('P12 Ingenico gets the language, and no more where no more is held', () => {
  const { payload, fields, transit } = made('ogone', payer({}));
  expect(payload).toEqual({ format: 'ogone', parameters: { LANGUAGE: 'nl_BE' } });
  expect(fields).toEqual(['language']);
  expect(transit).toEqual([]);
});

test.each([
  ['nl', 'nl_BE'],
  ['nl-NL', 'nl_NL'],
  ['nl-BE', 'nl_BE'],
  ['fr-BE', 'fr_FR'],
  ['de', 'de_DE'],
  ['en-GB', 'en_US'],
  ['da', 'dk_DK'],
  ['sv', 'se_SE'],
  ['nb', 'no_NO'],
  ['uk', 'en_US'],
])('P12 the page speaks to who speaks %s in %s', (language, LANGUAGE) => {
  expect(parametersOf({ language })).toEqual({ LANGUAGE });
});

test('P12 a cardholder’s name without quotation marks, of at most 35 characters', () => {
  const { payload, adjustments } = made(
    'ogone',
    payer({ givenName: "Jan 'Jef'", familyName: `"P${'e'.repeat(40)}ters"` }),
  );
  expect(payload.parameters.CN).toBe(`Jan Jef P${'e'.repeat(26)}`);
  expect(adjustments).toEqual([
    { field: 'language', what: 'mapped' },
    { field: 'givenName', what: 'omitted', characters: 2 },
    { field: 'familyName', what: 'omitted', characters: 2 },
    { field: 'familyName', what: 'cut', length: 45, kept: 27 },
  ]);
});

test('P12 an e-mail address of more than 50 characters does not go out, and is not on record', () => {
  const email = `${'x'.repeat(45)}@example.be`;
  const { payload, adjustments, fields } = made('ogone', payer({ email }));
  expect(payload.parameters).toEqual({ LANGUAGE: 'nl_BE' });
  expect(adjustments).toContainEqual({ field: 'email', what: 'omitted' });
  expect(fields).toEqual(['language']);
  expect(parametersOf({ email: 'jan@example.be' }).EMAIL).toBe('jan@example.be');
});

test('P12 where a catalogue shares them: address and telephone number in the provider’s lengths', () => {
  const address = { ...GENT, street: 'Burgemeester Vanderpoortenlaan', box: '3' };
  expect(parametersOf({ address, telephone: '+3292345678' })).toEqual({
    LANGUAGE: 'nl_BE',
    OWNERADDRESS: 'Burgemeester Vanderpoortenlaan 12',
    OWNERZIP: '9000',
    OWNERTOWN: 'Gent',
    OWNERCTY: 'BE',
    OWNERTELNO: '+3292345678',
  });
});

describe('P12 the SHA-IN signature', () => {
  const vector = { AMOUNT: '1500', CURRENCY: 'EUR', LANGUAGE: 'en_US', ORDERID: '1234', PSPID: 'MyPSPID' };
  // The provider's own example, and the same by its other algorithms.
  test.each<[ShaAlgorithm, string]>([
    ['SHA-1', 'F4CC376CD7A834D997B91598FA747825A238BE0A'],
    ['SHA-256', 'E019359BAA3456AE5A986B6AABD22CF1B3E09438739E97F17A7F61DF5A11B30F'],
    [
      'SHA-512',
      'D1CFE8833A297D0922E908B2B44934B09EE966EF1584DC0D696304E07BB58BA71973C2383C831D878D8A243BB7D7DFFFBE53CEE21955CDFEF44FE82E551F859D',
    ],
  ])('%s', (algorithm, signature) => {
    expect(shaIn(vector, PASSPHRASE, algorithm)).toBe(signature);
  });

  test('over upper-case names in alphabetical order, without empty values', () => {
    const shuffled = {
      pspid: 'MyPSPID',
      ORDERID: '1234',
      Language: 'en_US',
      COM: '',
      currency: 'EUR',
      AMOUNT: '1500',
    };
    expect(shaIn(shuffled, PASSPHRASE, 'SHA-1')).toBe(shaIn(vector, PASSPHRASE, 'SHA-1'));
  });

  test('is in the payload where the caller passes the passphrase, which is not', () => {
    const signed = { ...ORDER, shaInPassphrase: PASSPHRASE, shaInAlgorithm: 'SHA-1' };
    const { payload, transit } = made('ogone', payer({ language: 'en-US' }, signed));
    expect(payload.parameters).toEqual({ ...vector, SHASIGN: 'F4CC376CD7A834D997B91598FA747825A238BE0A' });
    expect(transit).toEqual(['amount', 'currency', 'orderId', 'pspId']);
  });

  test('covers the cardholder and the pages to return to', () => {
    const signed = {
      ...ORDER,
      acceptUrl: 'https://example.be/paid',
      shaInPassphrase: PASSPHRASE,
      shaInAlgorithm: 'SHA-512',
    };
    const { SHASIGN, ...parameters } = parametersOf({ familyName: 'Peeters', givenName: 'Zoë' }, signed);
    expect(parameters).toMatchObject({ CN: 'Zoë Peeters', ACCEPTURL: 'https://example.be/paid' });
    expect(SHASIGN).toBe(shaIn(parameters, PASSPHRASE, 'SHA-512'));
  });

  test('needs the order, and which algorithm the account has', () => {
    expect(refusal(() => parametersOf({}, { pspId: 'MyPSPID', shaInPassphrase: PASSPHRASE }))).toEqual({
      code: 'transit-missing',
      details: { attributes: ['orderId', 'amount', 'currency', 'shaInAlgorithm'] },
    });
  });
});

test('P12 as a form', () => {
  const text = documentOf('ogone', payer({ familyName: 'Peeters & Zn', givenName: 'Zoë' }), {
    kind: 'ogone-form',
  });
  expect(text).toBe('LANGUAGE=nl_BE&CN=Zo%C3%AB+Peeters+%26+Zn');
});
