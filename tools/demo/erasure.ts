import { setTimeout as delay } from 'node:timers/promises';
import { command, run, signUp, type Person } from './customers';
import { certificate } from './certificate';
import type { Response } from './client';
import { an, NotAsTold, olivia, type Story } from './story';

const LEEN: Person = {
  familyName: 'Claes',
  givenName: 'Leen',
  address: { street: 'Dok Noord', number: '4', postalCode: '9000', city: 'Gent', country: 'BE' },
  telephone: '+32 9 225 56 78',
  email: `leen.claes.${run}@example.be`,
  language: 'nl-BE',
};

/** A customer leaves, and is erased (Art. 17): what a law demands stays, and the register. */
export async function erasure(story: Story, dataDir: string | undefined): Promise<void> {
  const { api } = story;
  story.chapter('A customer leaves, and is erased (Art. 17)');
  const leen = await signUp(story, 'Leen', LEEN);
  const at = `/v1/subjects/${leen.subject}`;
  const hosting = await story.does(
    'she has hosting',
    command(story, leen.subject, 'start-service', { type: 'hosting' }),
  );
  await story.does(
    'name and address are used for the books of this year (P13)',
    command(story, leen.subject, 'use-further', { from: 'contract', to: 'bookkeeping' }),
  );
  await story.refuses(
    'the books alone: a law keeps them',
    'kept-by-law',
    api.command(olivia, `${at}/erase`, {
      scope: { of: 'purpose', purpose: 'bookkeeping' },
      reason: 'no-longer-needed',
    }),
  );
  const { body: asked } = await story.does(
    'she asks by telephone to be forgotten: it is registered, and its clock runs',
    api.command(an, '/v1/requests', { kind: 'erasure', channel: 'telephone', subject: leen.subject }),
  );
  const request = String(asked.request);
  const carryOut = (): Promise<Response> =>
    api.command(olivia, `/v1/requests/${request}/carry-out`, { erase: {} });
  await story.refuses(
    'an erasure before she confirms it in writing (P18)',
    'confirmation-outstanding',
    carryOut(),
  );
  await story.does(
    'her letter comes',
    api.command(an, `/v1/requests/${request}/confirm`, { channel: 'letter' }),
  );
  await story.refuses('an erasure while her hosting runs (Art. 17(1)(a))', 'still-needed', carryOut());
  await story.does(
    'her hosting ends (P22)',
    command(story, leen.subject, 'end-service', { service: hosting.body.service }),
  );
  await story.refuses('an erasure by Olivia alone', 'approval-needed', carryOut());
  await story.does(
    'An approves it: nobody erases a person alone',
    api.command(an, `${at}/approve-erasure`, { reason: 'no-longer-needed', request }),
  );
  await story.does('Olivia, the privacy officer, has her erased', carryOut());
  const gone = await api.query(olivia, `${at}/record`, { purpose: 'data-subject-request' });
  const begun = gone.body.erasure as { erasure: string; kept: { purpose: string; until: string }[] };
  const [kept] = begun.kept;
  story.holds(`the books stay, until ${kept?.until}`, kept?.purpose === 'bookkeeping');
  await story.refuses(
    'a command that comes late',
    'subject-erased',
    command(story, leen.subject, 'link-login', { login: `late.${run}` }),
  );
  await fenced(story, `${at}/erasures/${begun.erasure}`);
  const letter = await story.does(
    'the answer to her can be written: where it goes is kept until it went out',
    api.query(olivia, `/v1/requests/${request}/letters/erasure-done`, {
      purpose: 'data-subject-request',
      format: 'text',
    }),
  );
  story.holds('with her address on it', letter.text.includes('Dok Noord'));
  await story.does(
    'it goes out',
    api.command(olivia, `/v1/requests/${request}/send-letter`, { letter: 'erasure-done', channel: 'letter' }),
  );
  const found = await story.does(
    'An searches for her login name',
    api.query(an, '/v1/searches', { purpose: 'customer-care' }, { login: leen.login }),
  );
  story.holds('and finds nobody', JSON.stringify(found.body) === '{"subjects":[]}');
  const record = await story.does(
    'her record shows what the books need, and no more',
    api.query(olivia, `${at}/record`, { purpose: 'data-subject-request' }),
  );
  const values = record.body.values as { purpose: string }[];
  story.holds(
    'values for bookkeeping only',
    values.length > 0 && values.every(({ purpose }) => purpose === 'bookkeeping/1'),
  );
  await story.refuses(
    'she cannot sign in any more',
    'not-found',
    api.query(leen.self, `${at}/record`, { purpose: 'data-subject-request' }),
  );
  const register = await story.does(
    'her part of the register is whole, with the erasure in it',
    api.query(olivia, `${at}/register`, { purpose: 'data-subject-request', order: 'oldest', limit: '200' }),
  );
  const kinds = (register.body.entries as { kind: string }[]).map(({ kind }) => kind);
  story.holds('from registration to erasure', kinds[0] === 'registered' && kinds.includes('erased'));
  await certificate(story, `${at}/erasures/${begun.erasure}`, dataDir);
}

/** Keys are gone at once, and out of every process's memory within five seconds. */
async function fenced(story: Story, path: string): Promise<void> {
  for (const end = Date.now() + 30_000; ;) {
    const { body } = await story.api.query(olivia, path);
    if (body.state === 'fenced') break;
    if (Date.now() > end) throw new NotAsTold(`the erasure is still ${String(body.state)}`);
    await delay(200);
  }
  story.holds('within seconds no process can read her data', true);
}
