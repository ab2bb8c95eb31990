import { event } from '../guards';
import { address, closed, dcube, ended, given, jan, registered, sealed, stateAfter } from '../testing';
import { decideRegister, type RegisterBody } from './register';

const { familyName, givenName, email } = jan;
const contract = { familyName, givenName, address, email };

const register = (change: Partial<RegisterBody> = {}, history = given(), catalogue = dcube) =>
  history.when((state, { context }) =>
    decideRegister(
      state,
      {
        kind: 'natural-person',
        policy: '2018-05-25',
        collect: [{ purpose: 'contract', values: contract }],
        ...change,
      },
      { ...context, catalogue },
    ),
  );

describe('P01 register', () => {
  test('records who it is, the accepted policy and the least that the contract needs', () => {
    register().thenYields(
      registered(),
      event('DataCollected', { source: 'subject', purposes: [sealed('contract', contract)] }),
    );
  });

  test('values are kept in their canonical form', () => {
    const values = { ...contract, familyName: ' Peeters ', address: { ...address, country: 'be' } };
    register({ collect: [{ purpose: 'contract', values }] }).thenYields(...register().events());
  });

  test('several purposes are one event with an envelope each, each for its own period', () => {
    const books = { familyName, givenName, address };
    register({
      collect: [
        { purpose: 'contract', values: contract },
        { purpose: 'bookkeeping', values: books },
      ],
      source: 'third-person',
    }).thenYields(
      registered(),
      event('DataCollected', {
        source: 'third-person',
        purposes: [sealed('contract', contract), sealed('bookkeeping', books, 1, 'fy-2026')],
      }),
    );
  });

  test('the financial year is the one in Brussels', () => {
    const values = { familyName, givenName, address };
    const decision = given().when(
      (state, { context }) =>
        decideRegister(
          state,
          { kind: 'natural-person', policy: '2018-05-25', collect: [{ purpose: 'bookkeeping', values }] },
          context,
        ),
      '2026-12-31T23:30:00Z',
    );
    expect(decision.events()).toMatchObject([
      {},
      { data: { purposes: [{ sealed: { period: 'fy-2027' } }] } },
    ]);
  });

  test('nothing more than the registration, for a holder whom no contract is with', () => {
    register({ collect: [] }).thenYields(registered());
  });

  test('P03 a legal person has a name and no first name', () => {
    const values = { familyName: 'Peeters & Zonen BV', address, email };
    const kind = 'legal-person';
    register({ kind, collect: [{ purpose: 'contract', values }] }).thenYields(
      registered(kind),
      event('DataCollected', { source: 'subject', purposes: [sealed('contract', values)] }),
    );
    register({ kind }).thenRefused(
      'field-not-needed',
      { purpose: 'contract/1', fields: ['givenName'], pointer: '/collect/0' },
      { reason: 'over-collection', purpose: 'contract/1', fields: ['givenName'] },
    );
  });

  test('P03 who has one name has no first name, and is a natural person all the same', () => {
    const { givenName: _none, ...values } = contract;
    const collect = [{ purpose: 'contract', values }];
    register({ oneName: true, collect }).thenYields(
      event('SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25', oneName: true }),
      event('DataCollected', { source: 'subject', purposes: [sealed('contract', values)] }),
    );
    register({ oneName: false, collect }).thenRefused('field-missing', {
      purpose: 'contract/1',
      fields: ['givenName'],
      pointer: '/collect/0',
    });
    // Who comes to have another name can give it.
    expect(register({ oneName: true }).events()).toHaveLength(2);
    register({ oneName: true, kind: 'legal-person', collect }).thenRefused('malformed-value', {
      errors: [{ pointer: '/oneName', rule: 'natural-person-only' }],
    });
  });

  test('P03 P04 a field that the purpose does not need is refused on record, unlisted names unnamed', () => {
    const values = {
      ...contract,
      birthDate: '1980-01-01',
      nationalNumber: '80010112345',
      ipAddress: '192.0.2.1',
    };
    const fields = ['ipAddress', 'unlisted'];
    register({ collect: [{ purpose: 'contract', values }] }).thenRefused(
      'field-not-needed',
      { purpose: 'contract/1', fields, pointer: '/collect/0', unlistedAt: ['5', '6'] },
      { reason: 'over-collection', purpose: 'contract/1', fields },
    );
  });

  test('names that every object has are unlisted too', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const text = JSON.stringify(contract).replace('{', `{"${name}":"x",`);
      const values = JSON.parse(text) as Record<string, unknown>;
      const fields = ['unlisted'];
      register({ collect: [{ purpose: 'contract', values }] }).thenRefused(
        'field-not-needed',
        { purpose: 'contract/1', fields, pointer: '/collect/0', unlistedAt: ['1'] },
        { reason: 'over-collection', purpose: 'contract/1', fields },
      );
    }
  });

  test('P04 what the purpose requires must be there', () => {
    register({ collect: [{ purpose: 'contract', values: { familyName, email } }] }).thenRefused(
      'field-missing',
      {
        purpose: 'contract/1',
        fields: ['address', 'givenName'],
        pointer: '/collect/0',
      },
    );
  });

  test('all malformed values are named by place and rule', () => {
    const values = { ...contract, familyName: '', address: { ...address, postalCode: 'x' }, email: 'jan' };
    register({ collect: [{ purpose: 'contract', values }] }).thenRefused('malformed-value', {
      errors: [
        { pointer: '/collect/0/values/familyName', rule: 'empty' },
        { pointer: '/collect/0/values/address/postalCode', rule: 'postal-code-form' },
        { pointer: '/collect/0/values/email', rule: 'email-form' },
      ],
    });
  });

  test('P22 a purpose that a service opens is closed before there is a service', () => {
    register({ collect: [{ purpose: 'domain-be', values: jan }] }).thenRefused(
      'purpose-closed',
      {
        purpose: 'domain-be/1',
        pointer: '/collect/0',
      },
      closed('domain-be/1'),
    );
    const values = { familyName, givenName, email };
    register({ collect: [{ purpose: 'renewal', values }] }).thenRefused(
      'purpose-closed',
      undefined,
      closed('renewal/1'),
    );
  });

  test.each([
    ['fraud', { ipAddress: '192.0.2.1' }],
    ['correspondence', { email }],
    ['mediation', { email }],
    ['government-order', { email }],
    ['data-subject-request', { email }],
    ['customer-care', { email }],
  ])('P06 P07 P15 P16 nothing is collected into a record for %s', (purpose, values) => {
    register({ collect: [{ purpose, values }] }).thenRefused(
      'purpose-closed',
      undefined,
      closed(`${purpose}/1`),
    );
  });

  test('an unknown purpose, a purpose named twice', () => {
    register({ collect: [{ purpose: 'marketing', values: { email } }] }).thenRefused('purpose-unknown');
    const twice = { purpose: 'contract', values: contract };
    register({ collect: [twice, twice] }).thenRefused('malformed-value', {
      errors: [{ pointer: '/collect/1/purpose', rule: 'repeated' }],
    });
  });

  test('P21 the policy version is one that was published, and the one in force', () => {
    const later = {
      document: 'policy',
      version: '2026-01-01',
      from: '2026-01-01',
      title: { nl: 'x', en: 'x' },
    };
    const catalogue = { ...dcube, documents: [...dcube.documents, later] };
    register({ policy: '2019-01-01' }).thenRefused('document-version-unknown');
    register({}, given(), catalogue).thenRefused('terms-not-accepted', {
      document: 'policy',
      version: '2026-01-01',
    });
    expect(register({ policy: '2026-01-01' }, given(), catalogue).events()).toHaveLength(2);
    expect(register({ source: 'migration' }, given(), catalogue).events()).toHaveLength(2);
    const notYet = { ...dcube, documents: [...dcube.documents, { ...later, from: '2026-03-03' }] };
    register({ policy: '2026-01-01' }, given(), notYet).thenRefused('document-version-unknown');
  });

  test('who is registered is not registered again', () => {
    register({}, given(registered())).thenRefused('subject-exists');
    register({}, given(registered(), ended('2025-01-01'))).thenRefused('subject-exists');
  });

  test('who was erased does not come back', () => {
    const command: RegisterBody = { kind: 'natural-person', policy: '2018-05-25', collect: [] };
    given()
      .when((state, { context }) => decideRegister({ ...state, erasure: 'begun' }, command, context))
      .thenRefused('subject-erased');
  });
});

describe('what else a sign-up brings, all of it or nothing', () => {
  const terms = { document: 'terms:be', version: '2018-05-25', channel: 'application' } as const;
  const whole: Partial<RegisterBody> = {
    documents: [terms],
    identity: { issuer: 'https://id.example', subject: 'jan' },
    login: 'jan.peeters',
    domains: [
      { domain: 'example.be', role: 'holder' },
      { domain: 'other.be', role: 'payer' },
    ],
    services: [{ type: 'domain', domain: 'Example.BE', renewsOn: '2027-03-02' }, { type: 'hosting' }],
    payment: { method: 'direct-debit', instance: 'kbc' },
    collect: [
      { purpose: 'contract', values: contract },
      { purpose: 'domain-be', values: jan },
      { purpose: 'direct-debit', values: { familyName, givenName } },
    ],
  };

  test('P02 P05 P11 P22 each part as its own command would, then what the parts have opened is collected', () => {
    const events = register(whole).events();
    expect(events.map(({ type }) => type)).toEqual([
      'SubjectRegistered',
      'DocumentAccepted',
      'IdentityLinked',
      'LoginLinked',
      'DomainLinked',
      'DomainLinked',
      'ServiceStarted',
      'ServiceStarted',
      'PaymentMethodChosen',
      'DataCollected',
    ]);
    const links = events.flatMap(({ data }) => ('link' in data && 'sealed' in data ? [data.link] : []));
    expect(new Set(links).size).toBe(4);
    expect(events[6]).toMatchObject({ data: { serviceType: 'domain', link: links[2] } });
    expect(stateAfter(...events).payment).toEqual({ method: 'direct-debit', instance: 'kbc' });
  });

  test.each<[string, Partial<RegisterBody>, object]>([
    [
      'document-version-unknown',
      { documents: [terms, { ...terms, version: '1' }] },
      { pointer: '/documents/1' },
    ],
    ['malformed-value', { login: '' }, { errors: [{ pointer: '/login', rule: 'empty' }] }],
    [
      'malformed-value',
      { identity: { issuer: 'https://id.example', subject: '' } },
      { errors: [{ pointer: '/identity/subject', rule: 'identity-form' }] },
    ],
    [
      'extension-unknown',
      { domains: [{ domain: 'example.museum', role: 'holder' }] },
      { pointer: '/domains/0' },
    ],
    [
      'malformed-value',
      { domains: ['example.be', 'EXAMPLE.be'].map(domain => ({ domain, role: 'holder' as const })) },
      { errors: [{ pointer: '/domains/1/domain', rule: 'repeated' }] },
    ],
    [
      'malformed-value',
      { services: [{ type: 'domain', domain: 'not-mine.be' }] },
      { errors: [{ pointer: '/services/0/domain', rule: 'not-among-domains' }] },
    ],
    ['link-unknown', { services: [{ type: 'hosting' }, { type: 'domain' }] }, { pointer: '/services/1' }],
    ['instance-unknown', { payment: { method: 'direct-debit' } }, { pointer: '/payment' }],
    [
      'terms-not-accepted',
      { documents: [] },
      { document: 'terms:be', version: '2018-05-25', pointer: '/collect/1' },
    ],
    ['purpose-closed', { services: [] }, { purpose: 'domain-be/1', pointer: '/collect/1' }],
  ])('%s, with its place: %j', (code, change, details) => {
    let refused: unknown;
    try {
      register({ ...whole, ...change }).events();
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code, details });
  });
});
