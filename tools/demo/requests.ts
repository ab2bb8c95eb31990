import type { Customer } from './customers';
import { an, olivia, type Story } from './story';
import type { Response } from './client';

const WHY = { purpose: 'data-subject-request' };

/** The privacy mailbox and written requests (P18–P20). */
export async function requests(story: Story, jan: Customer, marie: Customer): Promise<void> {
  const { api } = story;
  const registers = (body: object): Promise<Response> => api.command(an, '/v1/requests', body);
  const on = (id: unknown, name: string, body: object = {}): Promise<Response> =>
    api.command(olivia, `/v1/requests/${String(id)}/${name}`, body);

  story.chapter('The privacy mailbox: requests, proof of identity, due dates, letters');
  await story.refuses(
    'Jan asks by telephone to change his address (P18)',
    'channel-not-allowed',
    registers({ kind: 'rectification', channel: 'telephone', subject: jan.subject }),
  );
  const { body: change } = await story.does(
    'he writes a letter instead: it is registered, and its clock runs',
    registers({ kind: 'rectification', channel: 'letter', subject: jan.subject, text: 'Ik ben verhuisd.' }),
  );
  const record = await api.query(olivia, `/v1/subjects/${jan.subject}/record`, WHY);
  const address = { street: 'Coupure', number: '3', postalCode: '9000', city: 'Gent', country: 'BE' };
  const carried = await story.does(
    'carried out, it is the correction, with the letter as its source',
    on(change.request, 'carry-out', { correct: { values: { address }, version: record.version } }),
  );
  story.holds('and it is done', carried.body.result === 'done');
  await story.does(
    'Jan is told',
    on(change.request, 'send-letter', { letter: 'rectification-done', channel: 'letter' }),
  );
  await story.does('and the request is closed', on(change.request, 'close'));

  const { body: access } = await story.does(
    'somebody who says he was a customer asks by e-mail what is held on Marie (Art. 15)',
    registers({
      kind: 'access',
      channel: 'email',
      requester: 'former-customer',
      contact: { familyName: 'Lambert', givenName: 'Marie', email: 'm.lambert@elsewhere.example' },
      language: 'fr',
    }),
  );
  await story.refuses(
    'an answer before identity is shown (P19)',
    'proof-outstanding',
    on(access.request, 'carry-out'),
  );
  const asked = await story.does(
    'proof is asked, with the reason for doubt; the clock stands still',
    on(access.request, 'ask-proof', { reason: 'sender-unknown' }),
  );
  story.holds('there is no due date meanwhile', asked.body.due === undefined);
  await story.does(
    'she shows her identity card; no copy is kept (P19)',
    on(access.request, 'verify', { how: 'identity-card-seen' }),
  );
  await story.does(
    'the request is linked to her record',
    on(access.request, 'link', { subject: marie.subject }),
  );
  await story.does('and carried out', on(access.request, 'carry-out'));
  const document = await story.does(
    'all that is held is answered as JSON',
    api.query(olivia, `/v1/requests/${String(access.request)}/document`, WHY),
  );
  story.keep('access.marie.json', document);
  story.holds(
    'which names who to write to (P20)',
    (document.body.controller as { contact: string }).contact === 'privacy@dcube-resource.be',
  );
  const letter = await story.does(
    'and as a letter in French, which prints',
    api.query(olivia, `/v1/requests/${String(access.request)}/letters/access-answer`, {
      ...WHY,
      format: 'html',
    }),
  );
  for (const language of ['nl', 'fr', 'en']) {
    const path = `/v1/requests/${String(access.request)}/letters/access-answer`;
    for (const [format, ending] of [
      ['html', 'html'],
      ['text', 'txt'],
    ] as const)
      story.keep(
        `access.marie.${language}.${ending}`,
        await api.query(olivia, path, { ...WHY, format, language }),
      );
  }
  story.holds('with her name on it', letter.text.includes('Marie Lambert'));
  const shown = await api.query(olivia, `/v1/requests/${String(access.request)}`, WHY);
  const { text } = shown.body.deadline as { text: string };
  story.holds(`the rule is shown: ${text}`, text.includes('→'));

  await story.refuses(
    'an identity document of somebody who signed in',
    'proof-not-proportionate',
    own(story, jan).then(({ body }) => on(body.request, 'ask-proof', { reason: 'sender-unknown' })),
  );
  const { body: question } = await story.does(
    'a question about the policy is registered; it has no statutory clock (P20)',
    registers({
      kind: 'question',
      channel: 'email',
      subject: jan.subject,
      text: 'Hoe lang bewaart u mijn gegevens?',
    }),
  );
  story.holds('there is no due date', question.due === undefined);
  await story.does(
    'and answered',
    on(question.request, 'send-letter', {
      letter: 'question-answer',
      channel: 'email',
      text: 'Zie ons antwoord.',
    }),
  );
  const open = await story.does(
    'the officer lists open requests by due date',
    api.query(olivia, '/v1/requests', { limit: '500' }),
  );
  story.holds('Marie’s is among them', open.text.includes(String(access.request)));
}

function own(story: Story, customer: Customer): Promise<Response> {
  const path = `/v1/subjects/${customer.subject}/requests`;
  return story.does(
    `${customer.name} asks for his data in the application`,
    story.api.command(customer.self, path, { kind: 'portability' }),
  );
}
