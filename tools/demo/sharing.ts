import { command, registerDomain, run, type Customer, type Person } from './customers';
import type { Story } from './story';

const IBAN = 'BE68539007547034';

/** Domain names: their holders go to the registry or registrar that serves the extension. Answers the link of the .be name. */
export async function shareHolders(
  story: Story,
  [jan, JAN]: readonly [Customer, Person],
  [marie, MARIE]: readonly [Customer, Person],
): Promise<string> {
  story.chapter('Domain names: terms first, then the registry or registrar that serves the extension');
  const be = await registerDomain(story, jan, 'be', JAN);
  const shared = await story.does(
    'the holder of the .be name goes to DNS Belgium (P10)',
    command(story, jan.subject, 'share', {
      purpose: 'domain-be',
      recipient: 'dns-belgium',
      link: be,
      reference: `order/${run}-1`,
      format: { kind: 'epp-create', extensions: ['http://www.dns.be/xml/epp/dnsbe-1.0'] },
    }),
  );
  story.holds('DNS Belgium gets the fields of the catalogue, no more', has(shared.body, 6));
  story.holds('… as EPP contact:create of a licensee', reads(shared.body, '<dnsbe:type>licensee<'));
  const eu = await registerDomain(story, jan, 'eu', JAN);
  const toEurid = await story.does(
    'the holder of the .eu name goes to EURid (P10)',
    command(story, jan.subject, 'share', {
      purpose: 'domain-eu',
      recipient: 'eurid',
      link: eu,
      reference: `order/${run}-2`,
      format: { kind: 'epp-create', extensions: ['http://www.eurid.eu/xml/epp/contact-ext-1.4'] },
    }),
  );
  story.holds(
    '… as EPP with the extension that its greeting names',
    reads(toEurid.body, 'contact-ext-1.4', '<contact-ext:naturalPerson>true<'),
  );
  const com = await registerDomain(story, marie, 'com', MARIE);
  const toRegistrar = await story.does(
    'the holder of the .com name goes to the registrar (P10)',
    command(story, marie.subject, 'share', {
      purpose: 'domain-com',
      recipient: 'com-registrar',
      link: com,
      reference: `order/${run}-3`,
      format: { kind: 'epp-create', contact: `C-${run}` },
    }),
  );
  story.holds('.com needs no language, and gets none', has(toRegistrar.body, 5));
  story.holds('… as plain EPP in ASCII', reads(toRegistrar.body, 'type="int"'));
  return be;
}

/** Ways to pay, and the books. */
export async function sharePayers(
  story: Story,
  jan: Customer,
  [marie, MARIE]: readonly [Customer, Person],
): Promise<void> {
  story.chapter('Paying: data goes to a bank or to Ingenico only if the customer chose so');
  await story.refuses(
    "Jan's data to a bank before he chose direct debit (P11)",
    'condition-unmet',
    command(story, jan.subject, 'share', {
      purpose: 'direct-debit',
      recipient: 'bank',
      instance: 'kbc',
      transit: {
        iban: IBAN,
        mandateReference: `M-${run}`,
        mandateDate: '2026-11-02',
        endToEndId: `E-${run}`,
        amount: '1250',
      },
    }),
  );
  await story.does(
    'Jan chooses direct debit with KBC',
    story.api.command(jan.self, `/v1/subjects/${jan.subject}/choose-payment`, {
      method: 'direct-debit',
      instance: 'kbc',
    }),
  );
  await story.does(
    'his name is used for direct debit',
    command(story, jan.subject, 'use-further', { from: 'contract', to: 'direct-debit' }),
  );
  const toBank = await story.does(
    'KBC gets his name; IBAN and mandate pass through and are kept nowhere (P11)',
    command(story, jan.subject, 'share', {
      purpose: 'direct-debit',
      recipient: 'bank',
      transit: {
        iban: IBAN,
        mandateReference: `M-${run}`,
        mandateDate: '2026-11-02',
        endToEndId: `E-${run}`,
        amount: '1250',
      },
      reference: `invoice/${run}-1`,
      format: { kind: 'pain.008.001.08' },
    }),
  );
  story.holds(
    '… as the debtor of pain.008.001.08, without address',
    reads(toBank.body, `<IBAN>${IBAN}<`) && !reads(toBank.body, 'PstlAdr'),
  );
  await story.does(
    'Marie chooses online payment',
    command(story, marie.subject, 'choose-payment', { method: 'online-payment' }),
  );
  await story.does(
    'her language is collected for the payment page',
    command(story, marie.subject, 'collect', {
      purpose: 'online-payment',
      source: 'subject',
      values: { language: MARIE.language },
    }),
  );
  const toIngenico = await story.does(
    'Ingenico gets her language, and the order signed with the passphrase of the shop (P12)',
    command(story, marie.subject, 'share', {
      purpose: 'online-payment',
      recipient: 'ingenico',
      reference: `invoice/${run}-2`,
      transit: {
        pspId: 'MyPSPID',
        orderId: `invoice-${run}-2`,
        amount: '1500',
        currency: 'EUR',
        shaInPassphrase: 'Mysecretsig1875!?',
        shaInAlgorithm: 'SHA-512',
      },
      format: { kind: 'ogone-form' },
    }),
  );
  story.holds(
    '… under the names that Ingenico gives them, and without the passphrase',
    reads(toIngenico.body, 'LANGUAGE=', 'SHASIGN=') && !reads(toIngenico.body, 'Mysecretsig'),
  );

  story.chapter('Bookkeeping: a legal duty');
  await story.does(
    'name and address are used for the books (P13)',
    command(story, jan.subject, 'use-further', { from: 'contract', to: 'bookkeeping' }),
  );
  const toOffice = await story.does(
    'the accounting office gets its part, for an invoice (P13)',
    command(story, jan.subject, 'share', {
      purpose: 'bookkeeping',
      recipient: 'accounting-office',
      reference: `invoice/${run}-1`,
      format: { kind: 'ubl-2.1' },
    }),
  );
  story.holds('… as the buyer of a UBL invoice', reads(toOffice.body, '<cbc:RegistrationName>Jan '));
}

function has({ fields }: Record<string, unknown>, count: number): boolean {
  return Array.isArray(fields) && fields.length === count;
}

/** Whether the document that goes out has all of these in it. */
function reads({ document }: Record<string, unknown>, ...parts: readonly string[]): boolean {
  const { text = '' } = (document ?? {}) as { text?: string };
  return parts.every(part => text.includes(part));
}
