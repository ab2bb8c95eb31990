import { testId } from '#libs/commands/testing';
import { fieldsToReach } from '#libs/features/subjects';
import { holder, stateAfter } from '#libs/features/subjects/testing';
import { LANGUAGES, letterPage, letterText } from '#libs/letters';
import { EDITIONS, newestEditions } from '#libs/words';
import { plantEdition } from '#libs/words/testing';
import { storedEvents } from '../../../../test/setup/stored';
import { DONE_LETTER, LETTER_NAMES, REQUEST_KINDS, type LetterName, type RequestKind } from '../codes';
import type { Registered } from '../guards';
import { decideSendLetter } from '../commands/send-letter';
import { REQUEST_EVENTS, type RequestEvent } from '../events';
import { evolve } from '../state';
import type { OpenedRequest } from '../requests';
import { catalogue, given, SUBJECT } from '../testing';
import { letterOf } from '.';

/** A request to which everything happened that this letter could tell of. */
function opened(letter: LetterName, kind: RequestKind): OpenedRequest {
  const clock = { due: '2026-03-02', unpaused: '2026-03-02', holidays: 'BE/1' };
  const subject = letter === 'nothing-held' ? {} : { subject: SUBJECT };
  const execution = { execution: testId('execution'), subject: SUBJECT, act: 'disclose' as const };
  const { events, state } = given().after(
    [
      {
        type: 'RequestRegistered',
        data: {
          kind,
          channel: 'telephone',
          requester: 'unknown',
          ...subject,
          receivedAt: '2026-01-31T10:00:00.000Z',
          language: 'nl',
          purpose: 'data-subject-request/1',
          basis: 'A6-1-c',
          clock,
        },
      },
      { type: 'ConfirmationAsked', data: {} },
      { type: 'ProofAsked', data: { reason: 'details-differ' } },
      { type: 'RequestExtended', data: { reason: 'complexity', clock } },
      {
        type: 'RequestRefused',
        data: {
          reason: 'conditions-not-met',
          scope: 'part',
          authority: 'GBA/APD',
          court: 'court-of-first-instance',
        },
      },
      { type: 'CarriedOut', data: execution },
    ],
    '2026-01-31T10:00:00.000Z',
  );
  return { state: state as Registered, events, valuesOf: () => undefined };
}

const kindOf = (letter: LetterName): RequestKind =>
  REQUEST_KINDS.find(kind => DONE_LETTER[kind] === letter) ?? 'access';

describe.each(LETTER_NAMES)('%s', name => {
  test.each(LANGUAGES)('in %s, as text and as a page', language => {
    const letter = letterOf(opened(name, kindOf(name)), name, {
      catalogue,
      now: new Date('2026-02-02T10:00:00Z'),
      language,
      text: 'vrije tekst <&>',
      disclosed: undefined,
    });
    const text = letterText(letter);
    const page = letterPage(letter);
    // P20: every answer names the contact.
    expect(text).toContain('privacy@dcube-resource.be');
    expect(page).toContain(`<html lang="${language}">`);
    expect(text).toContain('vrije tekst <&>');
    expect(page).toContain('vrije tekst &lt;&amp;&gt;');
    for (const written of [text, page]) expect(written).not.toMatch(/undefined|null|\[object|NaN/);
    if (name === 'refusal' || name === 'nothing-held') expect(text).toContain('contact@apd-gba.be');
    expect(letter.body.length).toBeGreaterThan(1);
  });
});

test('the three languages of a letter differ, and agree in their parts', () => {
  for (const name of LETTER_NAMES) {
    const letters = LANGUAGES.map(language =>
      letterOf(opened(name, kindOf(name)), name, {
        catalogue,
        now: new Date('2026-02-02T10:00:00Z'),
        language,
        text: 'x',
      }),
    );
    expect(new Set(letters.map(letter => letter.subject)).size).toBe(3);
    expect(new Set(letters.map(letter => letter.body.length)).size).toBe(1);
  }
});

describe.each([
  ['all of it', { familyName: 'Wouters', givenName: 'Els', email: 'els@example.org' }],
  ['a name alone', { familyName: 'Wouters' }],
  ['no name, so the record says who', { givenName: 'Els', email: 'els@example.org' }],
  ['nothing', {}],
])('Art. 5(2): where the request says %s', (_what, contact) => {
  test('what the letter is written with is what its event names', () => {
    const subject = stateAfter(...holder);
    const base = opened('confirmation', 'access');
    const content = {
      event: testId('content'),
      sealed: { commitments: Object.fromEntries(Object.keys(contact).map(name => [name, `given ${name}`])) },
    };
    const state = { ...base.state, content } as unknown as Registered;
    const held = { familyName: 'Peeters', givenName: 'Jan', email: 'jan@example.be' };
    const values = Object.entries(held).map(([field, value]) => ({ field, value }));
    const letter = letterText(
      letterOf(
        { ...base, state, valuesOf: event => (event === content.event ? contact : undefined) },
        'confirmation',
        {
          catalogue,
          now: new Date('2026-02-02T10:00:00Z'),
          record: { values } as never,
        },
      ),
    );
    const [sent] = decideSendLetter(
      state,
      { letter: 'confirmation', channel: 'email' },
      { catalogue, subject, words: newestEditions },
    );
    const { fields } = sent!.data as {
      readonly fields: Readonly<Record<string, { readonly commitment: string }>>;
    };
    for (const field of fieldsToReach('email')) {
      if (!(field in held)) continue;
      const [own, recorded] = [contact[field as keyof typeof contact], held[field as keyof typeof held]];
      const isGiven = fields[field]!.commitment === `given ${field}`;
      expect([field, letter.includes(isGiven ? own : recorded)]).toEqual([field, true]);
      if (own !== undefined)
        expect([field, letter.includes(isGiven ? recorded : own)]).toEqual([field, false]);
    }
  });
});

describe('Art. 5(2) a letter is shown again with the words that it went out with', () => {
  const write = (state: Registered): string =>
    letterText(
      letterOf({ ...opened('access-answer', 'access'), state }, 'access-answer', {
        catalogue,
        now: new Date('2026-02-02T10:00:00Z'),
        language: 'fr',
        text: 'x',
      }),
    );
  const { state } = opened('access-answer', 'access');
  const sent = (record: object): Registered =>
    evolve(state, { ...record, time: '2026-02-02T10:00:00.000Z' } as RequestEvent) as Registered;
  const before = write(state);

  const body = EDITIONS.requests[0].fr['access-answer.body'];
  let takeAway: () => void;
  beforeAll(() => {
    takeAway = plantEdition('requests', { 'access-answer.body': 'Autrement.' });
  });
  afterAll(() => takeAway());

  test('what goes out today has the newest', () => {
    expect(newestEditions('letters', 'requests')).toEqual(['letters/1', 'requests/2']);
    expect(write(state)).toBe(before.replace(body, 'Autrement.'));
    const { data } = decideSendLetter(
      state,
      { letter: 'access-answer', channel: 'email' },
      { catalogue, words: newestEditions },
    )[0]!;
    expect(data.words).toEqual(['letters/1', 'requests/2', 'access-document/1', 'register/1']);
    expect(write(sent({ type: 'LetterSent', data }))).toBe(write(state));
  });

  test('what went out with the first has the first', () => {
    const data = { letter: 'access-answer', language: 'fr', words: ['letters/1', 'requests/1'] };
    expect(write(sent({ type: 'LetterSent', data }))).toBe(before);
  });

  test.each([1, 2])('an event that was stored in version %i names none, and is of the first', version => {
    const stored = storedEvents('LetterSent', REQUEST_EVENTS).find(each => each.version === version);
    expect(stored?.record).toMatchObject({ v: 3, data: { letter: 'access-answer', language: 'fr' } });
    expect(write(sent(stored!.record))).toBe(before);
  });

  test('a word that the edition does not have says nothing, and has no paragraph', () => {
    const without = plantEdition('requests', { 'access-answer.body': undefined });
    const data = { letter: 'access-answer', language: 'fr', words: ['requests/3'] };
    expect(write(sent({ type: 'LetterSent', data }))).toBe(before.replace(`${body}\n\n`, ''));
    without();
  });

  test('of an edition that the program does not have nothing is written', () => {
    const data = { letter: 'access-answer', language: 'fr', words: ['requests/9'] };
    expect(() => write(sent({ type: 'LetterSent', data }))).toThrow('requests/9');
  });
});
