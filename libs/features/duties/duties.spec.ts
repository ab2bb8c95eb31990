import { Decision, testId } from '#libs/commands/testing';
import { purposeOf, recipientOf } from '#libs/catalogue';
import {
  dutiesOf,
  event,
  SUBJECT_EVENTS,
  type Duty,
  type SubjectDecided,
  type SubjectEventData,
} from '#libs/features/subjects';
import {
  collected,
  dcube,
  ended,
  jan,
  linkedDomain,
  NOW,
  registered,
  sealed,
  started,
  stateAfter,
} from '#libs/features/subjects/testing';
import { letterText } from '#libs/letters';
import { newestEditions, type Editions } from '#libs/words';
import { plantEdition } from '#libs/words/testing';
import { decideConfirm } from './commands/confirm-telling';
import { decideKeyEnded, decideLapse } from './commands/end-duty-key';
import { decideTellingFailed } from './commands/record-telling-failed';
import { decideTell } from './commands/tell-recipient';
import { decideWaive } from './commands/waive-duty';
import { keyEnds } from './key-ends';
import { letterToRecipient } from './letter';
import { storedEvents } from '../../../test/setup/stored';
import { mayTell, requireClientOf, requireDuty, requireInTime, requireReferenceKey } from './guards';

const link = testId('link');
const shared = event('DataShared', {
  sharing: testId('sharing'),
  recipient: 'dns-belgium',
  purpose: 'domain-be/1',
  basis: 'A6-1-b',
  link,
  versions: { email: 1 },
  commitments: {},
  transit: [],
});
const corrected = event('DataCorrected', {
  channel: 'letter',
  source: 'subject',
  purposes: [sealed('domain-be', { email: 'new@example.be' }, 2)],
});
const restricted = event('ProcessingRestricted', { restriction: testId('restriction'), ground: 'unlawful' });
const history = [registered(), collected('domain-be', jan), shared, corrected];

const dutyAfter = (events: readonly SubjectDecided[], nth = 0): Duty =>
  dutiesOf(stateAfter(...events)).all()[nth]!;
const open = dutyAfter(history);
const about = { duty: open.duty, of: 'correction' } as const;
const told = event('RecipientTold', {
  ...about,
  recipient: 'dns-belgium',
  purpose: 'domain-be',
  basis: 'A6-1-b',
  link,
  channel: 'interface',
  versions: { email: 2 },
  commitments: {},
});
const given = (...events: readonly SubjectDecided[]) => ({
  tell: (body = { channel: 'interface' } as const) =>
    new Decision(() => {
      const state = stateAfter(...events);
      const [purpose, recipient] = [purposeOf(dcube, 'domain-be'), recipientOf(dcube, 'dns-belgium')];
      const duty = requireDuty(state, open.duty);
      return decideTell(state, body, { duty, purpose, recipient, now: NOW, words: newestEditions });
    }),
  on: (decide: (duty: Duty) => readonly SubjectDecided[]) => new Decision(() => decide(dutyAfter(events))),
});

describe('Art. 19 a recipient is told', () => {
  test('of the newest versions, with their commitments, also while processing is restricted', () => {
    const [event] = given(...history, restricted)
      .tell()
      .events() as [SubjectDecided];
    expect(event).toMatchObject({
      type: 'RecipientTold',
      data: { ...about, recipient: 'dns-belgium', basis: 'A6-1-b', link, versions: { email: 2 } },
    });
    expect((event.data as { commitments: object }).commitments).toHaveProperty('email');
  });
  test.each<[string, readonly SubjectDecided[]]>([
    ['its purpose is closed', [started('domain', { link }), ended('2026-01-01')]],
    [
      'the name has moved away',
      [linkedDomain('example.be', 'holder', link), event('DomainUnlinked', { link, reason: 'transferred' })],
    ],
    [
      'an objection stands',
      [event('ObjectionRaised', { objection: testId('objection'), purpose: 'domain-be/1', basis: 'A6-1-b' })],
    ],
  ])('where it may be sent nothing any more: %s', (_, since) => {
    expect(
      given(...history, ...since)
        .tell()
        .events(),
    ).toMatchObject([
      { type: 'RecipientTold', data: { ...about, recipient: 'dns-belgium', versions: { email: 2 } } },
    ]);
  });
  test('as the one who got the data, though the catalogue has another in its place by now', () => {
    const state = stateAfter(...history);
    const duty = requireDuty(state, open.duty);
    const left = { duty, purpose: undefined, recipient: undefined, now: NOW, words: newestEditions };
    expect(decideTell(state, { channel: 'letter' }, left)).toMatchObject([
      { data: { recipient: 'dns-belgium', purpose: 'domain-be', versions: { email: 2 } } },
    ]);
  });
  test('once', () =>
    given(...history, told)
      .tell()
      .thenRefused('duty-closed'));
  test('not who never got anything', () => {
    const never = [registered(), collected('domain-be', jan), corrected];
    given(...never)
      .tell()
      .thenRefused('not-found');
  });
  test('and confirms, or it did not arrive; neither before', () => {
    const confirmed = event('RecipientConfirmed', about);
    given(...history, told)
      .on(decideConfirm)
      .thenYields(confirmed);
    given(...history, told, confirmed)
      .on(decideConfirm)
      .thenNothing();
    given(...history)
      .on(decideConfirm)
      .thenRefused('recipient-not-told');
    const failed = event('TellingFailed', { ...about, reason: 'rejected' });
    const fail = (duty: Duty) => decideTellingFailed(duty, { reason: 'rejected' });
    given(...history, told)
      .on(fail)
      .thenYields(failed);
    given(...history, told, failed)
      .on(fail)
      .thenRefused('recipient-not-told');
    given(...history, told, confirmed)
      .on(fail)
      .thenRefused('recipient-not-told');
  });
});

describe('P04, P10, Art. 19: who tells, until when, and with what', () => {
  const bookkeeping = { role: 'service', id: 'bookkeeping' } as const;
  const webshop = { role: 'service', id: 'webshop' } as const;
  const olivia = { role: 'privacy-officer', id: 'olivia' } as const;

  test('a client those alone with whom the catalogue lets it share; an officer everybody', () => {
    const as = (actor: typeof bookkeeping | typeof webshop | typeof olivia) =>
      new Decision(() => {
        requireClientOf(open, dcube, actor);
        return [];
      });
    expect(as(bookkeeping).refusal()).toBe('client-not-allowed');
    for (const actor of [webshop, olivia]) as(actor).thenNothing();
    expect([bookkeeping, webshop, olivia].map(actor => mayTell(dcube, actor, open))).toEqual([
      false,
      true,
      true,
    ]);
  });
  test('of an erasure until its last day, however often it was told', () => {
    const on = (today: string) =>
      new Decision(() => {
        requireInTime({ ...open, until: '2026-05-31' }, today);
        return [];
      });
    on('2026-05-31').thenNothing();
    on('2026-06-01').thenRefused('telling-impossible');
  });
  test('with no reference of who is erased, but for the duties of that erasure, whose key ends', () => {
    const withReference = (kind: Duty['kind'], erasure: 'none' | 'begun') =>
      new Decision(() => {
        requireReferenceKey({ erasure }, { ...open, kind }, 'A 1');
        return [];
      });
    withReference('correction', 'begun').thenRefused('malformed-value');
    withReference('correction', 'none').thenNothing();
    withReference('erasure', 'begun').thenNothing();
  });
});

describe('Art. 19 nobody is told', () => {
  const why = { ground: 'disproportionate', reason: 'effort-beyond-interest' } as const;
  // Who proposes is the actor of the event: `test` in these histories.
  const proposed = event('WaiverProposed', { ...about, ...why });
  const waive =
    (by: string, other = {}) =>
    (duty: Duty) =>
      decideWaive(duty, { ...why, ...other }, by);

  test('as two officers find, for the same reason', () => {
    given(...history)
      .on(waive('olivia'))
      .thenYields(proposed);
    given(...history, proposed)
      .on(waive('pieter'))
      .thenYields(event('DutyWaived', { ...about, ...why, proposedBy: 'test' }));
  });
  test('not as one finds twice', () => {
    given(...history, proposed)
      .on(waive('test'))
      .thenRefused('second-officer-needed');
  });
  test('another reason is a proposal of its own', () => {
    const reason = 'recipient-ceased' as const;
    given(...history, proposed)
      .on(waive('pieter', { reason }))
      .thenYields(event('WaiverProposed', { ...about, ...why, reason }));
  });
  test('of one that is over', () => {
    given(...history, told)
      .on(waive('olivia'))
      .thenRefused('duty-closed');
  });
});

describe('Art. 19 of an erasure', () => {
  const duty = testId('duty');
  const of = { duty, of: 'erasure' } as const;
  const prepared = event('TellingPrepared', {
    erasure: testId('erasure'),
    until: '2026-05-31',
    duties: [
      {
        duty,
        recipient: 'dns-belgium',
        purpose: 'domain-be',
        link,
        versions: { email: 1 },
        sealed: sealed('domain-be', { email: 'jan@example.be' }).sealed,
      },
    ],
  });
  const erased = [registered(), collected('domain-be', jan), shared, prepared];

  test('what nobody told in time is impossible; what was told is not', () => {
    const lapse = (duty: Duty) => decideLapse(duty, new Date('2026-06-01T09:00:00Z'));
    given(...erased)
      .on(lapse)
      .thenYields(event('DutyLapsed', of));
    given(...erased, event('DutyLapsed', of))
      .on(lapse)
      .thenNothing();
    const waived = event('DutyWaived', {
      ...of,
      ground: 'impossible',
      reason: 'recipient-ceased',
      proposedBy: 'olivia',
    });
    given(...erased, waived)
      .on(lapse)
      .thenNothing();
    // What is not over by now stays as it is, whatever was found before.
    given(...erased)
      .on(duty => decideLapse(duty, new Date('2026-05-31T09:00:00Z')))
      .thenNothing();
  });
  test('what was sealed for it ends when it is over, and on its last day whatever it came to', () => {
    const ends = (rest: Partial<Duty>): string =>
      keyEnds({ ...dutyAfter(erased), ...rest })
        .toISOString()
        .slice(0, 10);
    const toldOn = (at: string): Partial<Duty> => ({
      status: 'told',
      told: { at, event: testId('event'), channel: 'email' },
    });
    // Who never got anything does not get it later: nothing makes that duty stand again.
    for (const status of ['confirmed', 'impossible', 'disproportionate', 'not-arrived'] as const)
      expect(ends({ status })).toBe('1970-01-01');
    // What had gone by itself may stand again until then. Days end at midnight in Brussels.
    for (const status of ['open', 'shared'] as const) expect(ends({ status })).toBe('2026-05-31');
    expect(ends(toldOn('2026-03-02T09:00:00Z'))).toBe('2026-03-09');
    expect(ends(toldOn('2026-05-30T09:00:00Z'))).toBe('2026-05-31');
  });
  test('what was sealed for it ends once', () => {
    const ended = event('DutyKeyEnded', { duty, epoch: 3 });
    given(...erased)
      .on(each => decideKeyEnded(each, 3))
      .thenYields(ended);
    given(...erased, ended)
      .on(each => decideKeyEnded(each, 3))
      .thenNothing();
  });
});

test('Art. 5(2): the letter is written again with the words that its event names; one of before names none', () => {
  const notice = {
    notice: 'restriction',
    articles: 'Art. 18, 19 GDPR',
    recipient: 'dns-belgium',
    purpose: 'domain-be',
    on: '2026-03-02',
    person: { familyName: 'Peeters' },
    fields: ['email'],
  } as const;
  const write = (words?: Editions) =>
    letterText(
      letterToRecipient(notice, {
        catalogue: dcube,
        to: 'DNS Belgium',
        language: 'fr',
        reference: 'x',
        words,
      }),
    );
  const before = write();
  const takeAway = plantEdition('duties', { 'restriction.body': 'Autrement.' });
  expect(write()).toContain('Autrement.');
  const [event] = given(...history)
    .tell()
    .events() as [SubjectDecided];
  expect((event.data as SubjectEventData['RecipientTold']).words).toEqual(['letters/1', 'duties/2']);
  expect(write(['letters/1', 'duties/1'])).toBe(before);
  const [stored] = storedEvents('RecipientTold', SUBJECT_EVENTS);
  expect(stored?.version).toBe(1);
  expect(stored?.record.data).not.toHaveProperty('words');
  expect(write([])).toBe(before);
  takeAway();
});
