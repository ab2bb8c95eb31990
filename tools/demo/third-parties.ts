import { run, type Customer } from './customers';
import { an, olivia, webshop, type Story } from './story';

const second = { role: 'privacy-officer', sub: 'pieter.officer' } as const;

/** A third party seeks contact (P15); a government body orders access (P16). */
export async function thirdParties(story: Story, owner: Customer): Promise<void> {
  const { api } = story;
  story.chapter('A third party seeks contact with the owner of a domain name');
  const ask = (domain: string) =>
    api.command(webshop, '/v1/mediations', {
      domain,
      familyName: 'Wouters',
      givenName: 'Els',
      email: 'els.wouters@example.org',
      message: 'I would like to have this name.',
    });
  const domain = `${owner.name.toLowerCase()}-${run}.be`;
  const opened = await story.does(`Els asks for contact with the owner of ${domain} (P15)`, ask(domain));
  const unowned = await story.does(
    'and with the owner of a name that nobody here holds',
    ask(`nobody-${run}.be`),
  );
  story.holds(
    'both answers are alike',
    Object.keys(opened.body).join() === Object.keys(unowned.body).join() && opened.status === unowned.status,
  );
  const at = `/v1/mediations/${String(opened.body.mediation)}`;
  await story.refuses(
    'the owner is informed before Els knows that her name is passed on',
    'third-party-not-told',
    api.command(an, `${at}/inform-owner`, { channel: 'email' }),
  );
  await story.does('Els is told first', api.command(an, `${at}/tell-third-party`, { channel: 'email' }));
  await story.does(
    `then ${owner.name} is informed`,
    api.command(an, `${at}/inform-owner`, { channel: 'email' }),
  );
  const own = `/v1/subjects/${owner.subject}/mediations/${String(opened.body.mediation)}/answer`;
  await story.does(`${owner.name} accepts`, api.command(owner.self, own, { choice: 'accepted' }));
  await story.does('and changes his mind', api.command(owner.self, own, { choice: 'declined' }));
  await story.refuses(
    'Els is answered before the last day, which would tell that somebody declined',
    'answer-not-due',
    api.command(an, `${at}/answer-third-party`, { channel: 'email' }),
  );
  await story.does(
    'Els withdraws: what she gave is made unreadable',
    api.command(an, `${at}/withdraw`, { by: 'third-party' }),
  );

  story.chapter('A government body orders access');
  const order = await story.does(
    'an officer registers an order of the public prosecutor, secret for now (P16)',
    api.command(olivia, '/v1/orders', {
      body: 'public-prosecutor',
      ground: 'sv-46bis',
      legitimacy: 'judicial',
      reference: `GE.20.99.${run}`,
      digest: '5e'.repeat(32),
      issuedOn: '2026-01-05',
      concerns: { domains: [domain] },
      fields: ['familyName', 'givenName', 'email'],
      secrecy: { ground: 'art. 46bis' },
    }),
  );
  const orderAt = `/v1/orders/${String(order.body.order)}`;
  await story.refuses(
    'she approves it herself',
    'second-officer-needed',
    api.command(olivia, `${orderAt}/approve`, {}),
  );
  await story.does('another officer approves', api.command(second, `${orderAt}/approve`, {}));
  const disclosed = await story.does(
    'what it covers is disclosed',
    api.command(olivia, `${orderAt}/disclose`, {}),
  );
  story.holds('to the fields of the order', JSON.stringify(disclosed.body).includes('familyName'));
  await story.refuses(
    'and once only',
    'order-already-disclosed',
    api.command(olivia, `${orderAt}/disclose`, {}),
  );
  const seen = async (): Promise<number> => {
    const { body } = await api.query(owner.self, `/v1/subjects/${owner.subject}/register`, {
      purpose: 'data-subject-request',
      kind: 'disclosed',
    });
    return (body.entries as unknown[]).length;
  };
  story.holds(`${owner.name} cannot see it while it is secret`, (await seen()) === 0);
  await story.refuses(
    'secrecy without a known end is not extended: it is lifted',
    'malformed-value',
    api.command(olivia, `${orderAt}/extend-secrecy`, { until: '2027-12-31', reason: 'The inquiry goes on.' }),
  );
  await story.does('secrecy is lifted', api.command(olivia, `${orderAt}/lift-secrecy`, {}));
  story.holds('and now he can', (await seen()) > 0);
}
