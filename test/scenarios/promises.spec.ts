import { JAN, type Person, signUp } from './people';
import { scenario } from './scenario';

jest.setTimeout(60_000);

type Row = Record<string, unknown>;
const WHY = 'purpose=data-subject-request';

/** What the policy promises of every customer, from the outside: the least, for a purpose, and to whom it must be. */
describe('the promises of the policy, over HTTP', () => {
  const { app, shop, olivia, on } = scenario({ on: '2026-03-02' });

  const entriesOf = async (at: string, kind: string, who: Person = olivia): Promise<Row[]> =>
    (await who.sees(`${at}/register?${WHY}&kind=${kind}`)).body.entries as Row[];

  test('P01 becoming a customer: collected for a purpose, with its basis, under the policy that was accepted', async () => {
    const { at } = await signUp(app, shop, 'jan.p01');
    expect(await entriesOf(at, 'registered')).toMatchObject([{ catalogue: '2018-05-25' }]);
    const [collected] = await entriesOf(at, 'collected');
    expect(collected).toMatchObject({
      purpose: 'contract/1',
      basis: 'eu-gdpr:A6-1-b',
      catalogue: '2018-05-25',
    });
    expect(Object.keys(collected!.fields as object).sort()).toEqual([
      'address',
      'email',
      'familyName',
      'givenName',
      'telephone',
    ]);
    const { givenName, email, ...less } = JAN;
    const without = {
      kind: 'natural-person',
      policy: '2018-05-25',
      collect: [{ purpose: 'contract', values: less }],
    };
    const refused = await shop.post('/v1/subjects', without);
    expect(refused.body).toMatchObject({ code: 'field-missing', fields: ['email', 'givenName'] });
    expect([givenName, email].every(value => !refused.text.includes(value))).toBe(true);
  });

  test('P01 contact at renewal is a use, inside the window only, and the customer sees it', async () => {
    const { at, self } = await signUp(app, shop, 'jan.renewal');
    const { body } = await shop.does(`${at}/start-service`, { type: 'hosting', renewsOn: '2027-03-02' });
    await shop.does(`${at}/use-further`, {
      from: 'contract',
      to: 'renewal',
      fields: ['familyName', 'givenName', 'email'],
    });
    const contact = { service: body.service, channel: 'email' };
    expect(await shop.refused(`${at}/contact-for-renewal`, contact)).toBe('outside-renewal-window');
    on('2027-02-20');
    const used = await shop.does(`${at}/contact-for-renewal`, contact);
    expect(used.body).toMatchObject({ payload: { fields: { email: JAN.email } } });
    expect(used.text).not.toContain(JAN.address.street);
    // By letter it would take an address, which renewal does not need.
    expect(await shop.refused(`${at}/contact-for-renewal`, { ...contact, channel: 'letter' })).toBe(
      'field-not-needed',
    );
    on('2027-03-03');
    expect(await shop.refused(`${at}/contact-for-renewal`, contact)).toBe('outside-renewal-window');
    const seen = await entriesOf(at, 'renewal-contact', self);
    expect(seen).toMatchObject([{ purpose: 'renewal/1', channel: 'email', processing: 'dpv:Use' }]);
    expect(await entriesOf(at, 'shared')).toEqual([]);
  });

  test('P03 nothing but what the policy names is recorded; of a legal person no first name', async () => {
    const { at } = await signUp(app, shop, 'jan.p03');
    const collect = (values: object, purpose = 'contract'): Promise<unknown> =>
      shop.refused(`${at}/collect`, { purpose, source: 'subject', values });
    for (const beyond of ['dateOfBirth', 'nationalNumber', 'iban', 'gender', 'vatNumber'])
      expect(await collect({ [beyond]: '1980-01-01' })).toBe('field-not-needed');
    const refusals = await entriesOf(at, 'refused');
    expect(refusals).toHaveLength(5);
    // What nobody may record has no name on record either.
    for (const refusal of refusals) expect(JSON.stringify(refusal)).not.toMatch(/birth|national|iban|1980/i);
    expect(refusals[0]).toMatchObject({ fields: { unlisted: {} } });

    const company = { kind: 'legal-person', policy: '2018-05-25' };
    const { givenName, ...values } = JAN;
    expect(
      await shop.refused('/v1/subjects', {
        ...company,
        collect: [{ purpose: 'contract', values: { ...values, givenName } }],
      }),
    ).toBe('field-not-needed');
    await shop.does('/v1/subjects', { ...company, collect: [{ purpose: 'contract', values }] });
  });

  test('P04 each purpose takes what it needs, though the vocabulary has more', async () => {
    const { at } = await signUp(app, shop, 'jan.p04');
    await shop.does(`${at}/start-service`, { type: 'hosting' });
    const hosting = (values: object): Promise<unknown> =>
      shop.refused(`${at}/collect`, { purpose: 'hosting', source: 'subject', values });
    expect(await hosting({ email: JAN.email, address: JAN.address })).toBe('field-not-needed');
    expect(await hosting({ email: JAN.email })).toBe(200);
    expect(await entriesOf(at, 'refused')).toMatchObject([
      { purpose: 'hosting/1', about: { reason: 'over-collection' }, fields: { address: {} } },
    ]);
  });

  test('P10 to the one that serves the extension, and no longer once the name is unlinked', async () => {
    const { at } = await signUp(app, shop, 'jan.p10');
    await shop.does(`${at}/accept-document`, {
      document: 'terms:be',
      version: '2018-05-25',
      channel: 'application',
    });
    const { body } = await shop.does(`${at}/link-domain`, { domain: 'jan-p10.be', role: 'holder' });
    const { link } = body;
    const { body: started } = await shop.does(`${at}/start-service`, { type: 'domain', link });
    const values = { ...JAN, familyName: 'Peeters', language: 'nl-BE' };
    await shop.does(`${at}/collect`, { purpose: 'domain-be', source: 'subject', values });
    const to = (recipient: string): Promise<unknown> =>
      shop.refused(`${at}/share`, { purpose: 'domain-be', recipient, link });
    expect(await to('eurid')).toBe('recipient-not-for-purpose');
    expect(await to('dns-belgium')).toBe(200);
    await shop.does(`${at}/end-service`, { service: started.service });
    await shop.does(`${at}/unlink-domain`, { link, reason: 'ended' });
    expect(await to('dns-belgium')).toBe('condition-unmet');
    expect((await entriesOf(at, 'shared')).map(({ recipient }) => recipient)).toEqual(['dns-belgium']);
  });

  test('P11 P12 to bank and payment provider only while that way of paying stands', async () => {
    const { at } = await signUp(app, shop, 'jan.p11');
    const debit = {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: { iban: 'BE68539007547034', mandateReference: 'M-1', mandateDate: '2026-03-01' },
    };
    const online = { purpose: 'online-payment', recipient: 'ingenico' };
    const share = (body: object): Promise<unknown> => shop.refused(`${at}/share`, body);
    expect([await share(debit), await share(online)]).toEqual(['condition-unmet', 'condition-unmet']);
    await shop.does(`${at}/choose-payment`, { method: 'direct-debit', instance: 'kbc' });
    await shop.does(`${at}/use-further`, { from: 'contract', to: 'direct-debit' });
    expect([await share(debit), await share(online)]).toEqual([200, 'condition-unmet']);
    await shop.does(`${at}/choose-payment`, { method: 'online-payment' });
    await shop.does(`${at}/collect`, {
      purpose: 'online-payment',
      source: 'subject',
      values: { language: 'nl-BE' },
    });
    expect([await share(debit), await share(online)]).toEqual(['condition-unmet', 200]);
    await shop.does(`${at}/drop-payment`, { method: 'online-payment' });
    expect([await share(debit), await share(online)]).toEqual(['condition-unmet', 'condition-unmet']);
    expect(
      (await entriesOf(at, 'shared')).map(({ recipient, instance }) => [recipient, instance]).sort(),
    ).toEqual([
      ['bank', 'kbc'],
      ['ingenico', undefined],
    ]);
  });

  test('P20 every export and every page for the customer names who to write to', async () => {
    const { at, self } = await signUp(app, shop, 'jan.p20');
    const contact = 'privacy@dcube-resource.be';
    for (const path of [
      'register/export?format=csv',
      'register/export?format=jsonl',
      'report?language=nl',
      'overview?',
    ]) {
      const { text, status } = await self.sees(`${at}/${path}&${WHY}`);
      expect({ path, status, named: text.includes(contact) }).toEqual({ path, status: 200, named: true });
    }
  });
});
