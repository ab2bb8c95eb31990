import { JAN } from './people';
import { scenario } from './scenario';

jest.setTimeout(60_000);

type Row = Record<string, unknown>;

/** What a customer may be called, live at, hold and pay with; and what is told where something is not taken. */
describe('what can be a customer’s, over HTTP', () => {
  const { shop, olivia } = scenario();

  const values = { ...JAN, familyName: 'Peeters', language: 'nl-BE' };
  const person = (more: Row = {}): Row => ({
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values }],
    ...more,
  });
  const refused = async (path: string, body: unknown): Promise<Row> => (await shop.post(path, body)).body;
  const customer = async (more: Row = {}): Promise<string> => {
    const { body } = await shop.does('/v1/subjects', person(more));
    return `/v1/subjects/${String(body.subject)}`;
  };

  test('P05 P10 a holder’s name is one that can be registered, in letters that the registry takes', async () => {
    const at = await customer();
    const link = (domain: string): Promise<Row> => refused(`${at}/link-domain`, { domain, role: 'holder' });
    for (const [domain, rule] of [
      ['www.values.be', 'domain-not-registrable'],
      ['a.b.values.eu', 'domain-not-registrable'],
      ['жена.be', 'domain-letters'],
      ['ğ-values.be', 'domain-letters'],
      ['жена.eu', 'domain-letters'],
    ] as const)
      expect([domain, await link(domain)]).toMatchObject([
        domain,
        { code: 'malformed-value', errors: [{ pointer: '/domain', rule }] },
      ]);
    for (const domain of ['œuvre-values.be', 'ğ-values.eu'])
      expect(await link(domain)).toMatchObject({ outcome: 'done' });
  });

  test('P02 P21 terms are not accepted before they are in force', async () => {
    const at = await customer();
    const early = { document: 'terms:be', version: '2018-05-25', on: '2018-05-24', channel: 'letter' };
    const errors = [{ pointer: '/on', rule: 'before-in-force' }];
    expect(await refused(`${at}/accept-document`, early)).toMatchObject({ code: 'malformed-value', errors });
  });

  test('P11 any bank of SEPA can be chosen; an account of another bank is refused on record', async () => {
    const at = await customer({ payment: { method: 'direct-debit', instance: 'ingbnl2axxx' } });
    const debit = (transit: Row, more: Row = {}): Row => ({
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { mandateReference: 'M-1', mandateDate: '2026-03-01', ...transit },
      ...more,
    });
    const { body } = await shop.does(`${at}/share`, debit({ iban: 'NL69INGB0123456789' }));
    expect(body).toMatchObject({ instance: 'INGBNL2A', payload: { format: 'sepa-debtor' } });
    const elsewhere = await refused(`${at}/share`, debit({ iban: 'BE71096123456769' }));
    expect(elsewhere).toMatchObject({ code: 'account-elsewhere' });
    const register = await olivia.sees(`${at}/register?purpose=data-subject-request&kind=refused`);
    expect(register.body.entries).toMatchObject([{ recipient: 'bank', about: { reason: 'third-party' } }]);
    const american = await refused(`${at}/choose-payment`, { method: 'direct-debit', instance: 'CHASUS33' });
    expect(american).toMatchObject({ code: 'instance-unknown' });

    // A message that the bank would refuse is not called one.
    const format = { kind: 'pain.008.001.08' };
    const iban = 'NL69INGB0123456789';
    expect(await refused(`${at}/share`, debit({ iban, amount: '1500' }, { format }))).toMatchObject({
      code: 'transit-missing',
      attributes: ['endToEndId'],
    });
    const whole = debit({ iban, amount: '1500', endToEndId: 'invoice/17' }, { format });
    expect((await shop.does(`${at}/share`, whole)).text).toContain('<EndToEndId>invoice/17');
  });

  test('P13 what a condition wants of a reference is in the catalogue and in the problem', async () => {
    const at = await customer();
    const office = { purpose: 'bookkeeping', recipient: 'accounting-office' };
    const problem = await refused(`${at}/share`, { ...office, reference: '2026-17' });
    const { body } = await shop.sees('/v1/catalogue');
    const { conditions } = body.catalogue as { conditions: { condition: string; reference?: Row }[] };
    const told = conditions.find(({ condition }) => condition === 'invoice-reference')!.reference!;
    expect(problem).toMatchObject({ code: 'condition-unmet', condition: 'invoice-reference', ...told });
    expect(await shop.does(`${at}/share`, { ...office, reference: told.example })).toMatchObject({
      status: 200,
    });
  });

  /** A customer of these values, who holds a name, and pays by direct debit or in a shop. */
  const sharedWithAll = async (values: object, name: string, more: Row): Promise<Row[]> => {
    const { body } = await shop.does('/v1/subjects', {
      ...person(more),
      collect: [{ purpose: 'contract', values }],
      documents: ['terms:be', 'terms:eu', 'terms:com'].map(document => ({
        document,
        version: '2018-05-25',
        channel: 'application',
      })),
      domains: ['be', 'eu', 'com'].map(extension => ({ domain: `${name}.${extension}`, role: 'holder' })),
      services: ['be', 'eu', 'com'].map(extension => ({ type: 'domain', domain: `${name}.${extension}` })),
      payment: { method: 'direct-debit', instance: 'UBSWCHZH' },
    });
    const [be, eu, com] = body.domains as string[];
    const share = async (to: Row): Promise<Row> =>
      (await shop.does(`/v1/subjects/${String(body.subject)}/share`, to)).body;
    const mandate = { mandateReference: 'M-1', mandateDate: '2026-03-01', iban: 'CH9300762011623852957' };
    return [
      await share({ purpose: 'domain-be', recipient: 'dns-belgium', link: be }),
      await share({ purpose: 'domain-eu', recipient: 'eurid', link: eu, transit: { citizenship: 'BE' } }),
      await share({ purpose: 'domain-com', recipient: 'com-registrar', link: com }),
      await share({ purpose: 'direct-debit', recipient: 'bank', transit: mandate }),
      await share({ purpose: 'bookkeeping', recipient: 'accounting-office', reference: 'invoice/1' }),
    ];
  };

  test('P03 who has one name, who lives without a house number, where there are no postal codes', async () => {
    const { givenName: _none, ...oneName } = values;
    const dubai = { street: 'Sheikh Zayed Road', city: 'Dubai', country: 'AE' };
    const made = await sharedWithAll({ ...oneName, address: dubai }, 'values-ae', { oneName: true });
    for (const { fields } of made) expect(fields).not.toContain('givenName');
    const [be, eu, com, bank, office] = made.map(({ payload }) => payload) as Row[];
    for (const contact of [be, eu, com])
      expect(contact).toMatchObject({
        contact: { postalInfo: { name: 'Peeters', addr: { street: ['Sheikh Zayed Road'], cc: 'AE' } } },
      });
    expect(bank).toMatchObject({ Dbtr: { Nm: 'Peeters', PstlAdr: { StrtNm: 'Sheikh Zayed Road' } } });
    expect(office).toMatchObject({ party: { streetName: 'Sheikh Zayed Road', registrationName: 'Peeters' } });

    const forgotten = person({ collect: [{ purpose: 'contract', values: { ...oneName, address: dubai } }] });
    expect(await refused('/v1/subjects', forgotten)).toMatchObject({
      code: 'field-missing',
      fields: ['givenName'],
      pointer: '/collect/0',
    });
  });
});
