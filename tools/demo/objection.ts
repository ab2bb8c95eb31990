import type { Response } from './client';
import { command, type Customer, type Person } from './customers';
import { an, olivia, webshop, type Story } from './story';

/** An objection to what rests on a legitimate interest (Art. 21): it stops at once, and is decided upon. */
export async function objection(story: Story, customer: Customer, { language }: Person): Promise<void> {
  const { api } = story;
  const { subject, name } = customer;
  const at = `/v1/subjects/${subject}`;
  const signIn = (): Promise<Response> =>
    api.command(webshop, `${at}/sign-ins`, { ipAddress: '2001:db8::21' });
  story.chapter('A customer objects to the recording of sign-in addresses (Art. 21)');
  const { body: request } = await story.does(
    `${name} objects by letter`,
    api.command(an, '/v1/requests', { kind: 'objection', channel: 'letter', subject }),
  );
  await story.refuses(
    'an objection to what the contract needs',
    'objection-not-applicable',
    api.command(an, `${at}/object`, { purpose: 'contract', request: request.request }),
  );
  const { body: raised } = await story.does(
    'to what combats fraud, on a legitimate interest',
    api.command(an, `${at}/object`, { purpose: 'fraud', request: request.request }),
  );
  await story.refuses('a sign-in is recorded with its address', 'purpose-objected', signIn());
  await story.does(
    'the contract goes on meanwhile',
    command(story, subject, 'collect', {
      purpose: 'contract',
      source: 'subject',
      values: { language },
    }),
  );
  const on = (step: string, body: object = {}): Promise<Response> =>
    api.command(olivia, `/v1/requests/${String(request.request)}/${step}`, body);
  await story.does(
    'Olivia weighs it: compelling grounds, with reason, authority and court',
    on('refuse', { reason: 'compelling-grounds', scope: 'whole' }),
  );
  await story.does(`${name} is told`, on('send-letter', { letter: 'refusal', channel: 'letter' }));
  await story.refuses(
    'the request is closed while processing still stands',
    'objection-pending',
    on('close'),
  );
  await story.does(
    'the objection is settled',
    api.command(olivia, `${at}/settle-objection`, {
      objection: raised.objection,
      outcome: 'compelling-grounds',
    }),
  );
  await story.does('sign-ins are recorded again', signIn());
  await story.does('and the request is closed', on('close'));
}
