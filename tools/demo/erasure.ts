import { setTimeout as delay } from 'node:timers/promises';
import { command, run, signUp, type Person } from './customers';
import { certificate } from './certificate';
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
  const begun = await story.does(
    'Olivia, the privacy officer, has her erased',
    api.command(olivia, `${at}/erase`, { scope: { of: 'subject' }, reason: 'no-longer-needed' }),
  );
  const [kept] = begun.body.kept as { purpose: string; until: string }[];
  story.holds(`the books stay, until ${kept?.until}`, kept?.purpose === 'bookkeeping');
  await story.refuses(
    'a command that comes late',
    'subject-erased',
    command(story, leen.subject, 'link-login', { login: `late.${run}` }),
  );
  await fenced(story, `${at}/erasures/${String(begun.body.erasure)}`);
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
  await certificate(story, `${at}/erasures/${String(begun.body.erasure)}`, dataDir);
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
