import { event, expectVersion, type SubjectDecided } from '../guards';
import {
  address,
  collected,
  dcube,
  ended,
  given,
  holder,
  jan,
  registered,
  restricted,
  sealed,
  SELF,
  started,
  testId,
} from '../testing';
import type { AskedFor } from '../asked-for';
import { decideCorrect, recipientsToTell, requireOwnWay, type CorrectBody } from './correct';

const { familyName, givenName, email } = jan;
const request = testId('request');
const rectification: AskedFor = { kind: 'rectification', subject: SELF, registeredBy: 'an' };
const correct = (
  history: readonly SubjectDecided[],
  command: Partial<CorrectBody>,
  ifMatch?: number,
  asked: AskedFor | undefined = rectification,
) =>
  given(...history).when((state, { context }) =>
    decideCorrect(
      state,
      { values: { email: 'nieuw@example.be' }, channel: 'application', ...command },
      { ...context, version: ifMatch ?? state.version, asked },
    ),
  );
const moved = { ...address, number: '14' };

describe('P17 P18 correct', () => {
  test('a field is corrected in every purpose that holds it, each under its own key', () => {
    correct(holder, { channel: 'letter', request }).thenYields(
      event('DataCorrected', {
        channel: 'letter',
        source: 'subject',
        request,
        purposes: [
          sealed('contract', { email: 'nieuw@example.be' }, 2),
          sealed('domain-be', { email: 'nieuw@example.be' }, 2),
        ],
      }),
    );
  });

  test('or only in those that are named', () => {
    correct(holder, { purposes: ['contract'], request, source: 'third-person' }).thenYields(
      event('DataCorrected', {
        channel: 'application',
        source: 'third-person',
        request,
        purposes: [sealed('contract', { email: 'nieuw@example.be' }, 2)],
      }),
    );
  });

  test('P18 what was asked by letter or e-mail names its request', () => {
    for (const channel of ['letter', 'email'] as const)
      correct(holder, { channel }).thenRefused('request-needed');
  });

  test('P19 the request is there, of this subject, of this kind, and settled', () => {
    const naming = (asked: AskedFor | undefined) =>
      given(...holder).when((state, { context }) =>
        decideCorrect(
          state,
          { values: { email: 'nieuw@example.be' }, channel: 'letter', request },
          { ...context, asked },
        ),
      );
    const kinds = ['rectification'];
    naming(undefined).thenRefused('request-not-fitting', { kinds });
    naming({ ...rectification, subject: testId('other') }).thenRefused('request-not-fitting', { kinds });
    naming({ ...rectification, kind: 'access' }).thenRefused('request-not-fitting', { kinds });
    for (const wants of ['proof-outstanding', 'request-closed', 'confirmation-outstanding'] as const)
      naming({ ...rectification, wants }).thenRefused(wants);
    expect(naming(rectification).events()).toHaveLength(1);
  });

  test('P17 P18 who may say how it was asked', () => {
    const code = (role: string, body: Pick<CorrectBody, 'channel' | 'request'>) => {
      try {
        requireOwnWay(role, body);
        return 'may';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (const role of ['customer', 'service']) {
      expect(code(role, { channel: 'application' })).toBe('may');
      expect(code(role, { channel: 'letter', request })).toBe('channel-not-allowed');
    }
    expect(code('service', { channel: 'application', request })).toBe('request-not-fitting');
    for (const role of ['staff', 'privacy-officer']) {
      expect(code(role, { channel: 'application' })).toBe('request-needed');
      expect(code(role, { channel: 'application', request })).toBe('may');
      expect(code(role, { channel: 'letter', request })).toBe('may');
    }
  });

  test('what stays as it is changes nothing', () => {
    correct(holder, { values: { email, familyName: ' Peeters' } }).thenNothing();
  });

  test('only what changes is written, and only where it changes', () => {
    const history = [...holder, ...correct(holder, { purposes: ['contract'] }).events()];
    correct(history, { values: { email: 'nieuw@example.be', familyName } }).thenYields(
      event('DataCorrected', {
        channel: 'application',
        source: 'subject',
        purposes: [sealed('domain-be', { email: 'nieuw@example.be' }, 2)],
      }),
    );
  });

  test('P13 a corrected value ends with the financial year that it belongs to', () => {
    const books = [
      registered(),
      collected('bookkeeping', { familyName, givenName, address }, 'subject', 'fy-2024'),
    ];
    correct(books, { values: { address: moved } }).thenYields(
      event('DataCorrected', {
        channel: 'application',
        source: 'subject',
        purposes: [sealed('bookkeeping', { address: moved }, 2, 'fy-2024')],
      }),
    );
  });

  test('P18 by telephone it is refused', () => {
    correct(holder, { channel: 'telephone' }).thenRefused(
      'channel-not-allowed',
      {},
      {
        reason: 'condition-unmet',
        condition: 'in-writing',
      },
    );
  });

  test('P18 by e-mail it is done', () => {
    expect(correct(holder, { channel: 'email', request }).events()).toHaveLength(1);
  });

  test('a record that has changed since is not corrected', () => {
    const { state } = given(...holder);
    correct(holder, {}, state.version - 1).thenRefused('stale-version');
    correct(holder, {}, state.version + 1).thenRefused('stale-version');
    expect(() => expectVersion(state, state.version)).not.toThrow();
  });

  test('a field that is not held is not corrected', () => {
    const history = [registered(), collected('contract', { familyName, givenName, address, email })];
    correct(history, { values: { email, language: 'fr', telephone: 'x' } }).thenRefused('field-not-held', {
      fields: ['language', 'telephone'],
    });
    const both = [...history, started('hosting'), collected('hosting', { email })];
    correct(both, { values: { address: moved }, purposes: ['contract', 'hosting'] }).thenRefused(
      'field-not-held',
      {
        fields: ['address'],
      },
    );
  });

  test('P03 what is outside the vocabulary is refused on record', () => {
    const fields = ['unlisted'];
    correct(holder, { values: { email, birthDate: '1980-01-01' } }).thenRefused(
      'field-not-needed',
      { fields, unlistedAt: ['2'] },
      { reason: 'over-collection', fields },
    );
  });

  test('malformed values are refused', () => {
    correct(holder, { values: { email: 'jan', address: { ...moved, country: 'ZZ' } } }).thenRefused(
      'malformed-value',
      {
        errors: [
          { pointer: '/values/email', rule: 'email-form' },
          { pointer: '/values/address/country', rule: 'country-unknown' },
        ],
      },
    );
  });

  test('Art. 16 the right stands while data is held: restricted, or after the last service', () => {
    expect(correct([...holder, restricted()], {}).events()).toHaveLength(1);
    expect(correct([...holder, ended('2026-01-01')], {}).events()).toHaveLength(1);
  });

  test('a purpose that the catalogue no longer has keeps the basis that its values were taken under', () => {
    const catalogue = { ...dcube, purposes: dcube.purposes.filter(each => each.id !== 'hosting/1') };
    const history = [registered(), started('hosting'), collected('hosting', { email })];
    given(...history)
      .when((state, { context }) =>
        decideCorrect(
          state,
          { values: { email: 'nieuw@example.be' }, channel: 'application' },
          { ...context, catalogue, version: state.version },
        ),
      )
      .thenYields(
        event('DataCorrected', {
          channel: 'application',
          source: 'subject',
          purposes: [sealed('hosting', { email: 'nieuw@example.be' }, 2)],
        }),
      );
  });

  test('nobody, and an unknown purpose', () => {
    correct([], {}).thenRefused('not-found');
    correct(holder, { purposes: ['marketing'] }).thenRefused('purpose-unknown');
  });
});

describe('Art. 19 who must hear of a correction', () => {
  const shared = (
    sharing: string,
    recipient: string,
    purpose: string,
    fields: readonly string[],
    instance?: string,
  ) =>
    event('DataShared', {
      sharing: testId(sharing),
      recipient,
      ...(instance && { instance }),
      purpose,
      basis: 'A6-1-b',
      versions: Object.fromEntries(fields.map(field => [field, 1])),
      commitments: {},
      transit: [],
    });

  test('each recipient that got the field for the purpose, by name, once; not one whom it did not reach', () => {
    const { state } = given(
      ...holder,
      shared('1', 'dns-belgium', 'domain-be/1', ['email', 'familyName']),
      shared('2', 'dns-belgium', 'domain-be/1', ['address']),
      shared('3', 'eurid', 'domain-eu/1', ['email']),
      shared('4', 'bank', 'direct-debit/1', ['familyName'], 'kbc'),
      shared('5', 'bank', 'direct-debit/1', ['familyName'], 'ing'),
      event('SharingFailed', { sharing: testId('5'), reason: 'rejected' }),
    );
    const told = recipientsToTell(state, [
      { purpose: 'domain-be/1', versions: { email: 2, address: 2 } },
      { purpose: 'direct-debit/1', versions: { familyName: 2 } },
    ]);
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({
      duties: [],
      recipient: 'dns-belgium',
      purpose: 'domain-be',
      fields: ['address', 'email'],
    });
    expect(told).toContainEqual({
      duties: [],
      recipient: 'bank',
      instance: 'kbc',
      purpose: 'direct-debit',
      fields: ['familyName'],
    });
  });
});
