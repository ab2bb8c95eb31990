import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { givenIn, testId, type Scenario } from '#libs/commands/testing';
import { decideAnswer } from './commands/answer-mediation';
import { decideAnswerThirdParty } from './commands/answer-third-party';
import { decideEndPeriod } from './commands/end-answer-period';
import { decideInform } from './commands/inform-owner';
import { decideLapse } from './commands/lapse-mediation';
import { decideLook } from './commands/look-at-mediation';
import { decideOpen } from './commands/open-mediation';
import { decideTell } from './commands/tell-third-party';
import { decideWithdraw } from './commands/withdraw-mediation';
import { LANGUAGES } from '#libs/letters';
import { plantEdition } from '#libs/words/testing';
import { holder, stateAfter } from '#libs/features/subjects/testing';
import { MEDIATION_EVENTS, type MediationEvent, type MediationEventData } from './events';
import { event } from './guards';
import { readBy } from './mediations';
import { evolve, mediationStreamOf, type MediationState } from './state';
import { textToOwner, textToThirdParty } from './texts';
import { storedEvents } from '../../../test/setup/stored';

const words = ['mediation/1'];
const [catalogue, latest] = shippedCatalogues() as [Catalogue, Catalogue];
const OWNER = testId('owner');
const STRANGER = testId('stranger');
/** 23:00 in Brussels on the last day of the owner's time. */
const LAST_DAY = '2026-03-23T22:00:00Z';
const AFTER = '2026-03-24T09:00:00Z';

type Mediation = Scenario<MediationState, MediationEventData>;
type Decide = Parameters<Mediation['when']>[0];

const asked = {
  domain: 'Peeters.be',
  familyName: 'Wouters',
  givenName: 'Els',
  email: 'els@example.org',
  message: 'I like the name',
};
const given = givenIn(mediationStreamOf(testId('mediation')), catalogue);
const open =
  (owner?: string): Decide =>
  (state, context) =>
    decideOpen(state, asked, { ...context, owner });
/** Made from mail, which is there or not. */
const fromMail =
  (matterKnown: boolean): Decide =>
  (state, context) =>
    decideOpen(state, { ...asked, matter: testId('matter') }, { ...context, matterKnown });
const tell: Decide = (state, context) => decideTell(state, { channel: 'email' }, context);
const inform: Decide = (state, context) => decideInform(state, { channel: 'email' }, context);
const choose =
  (choice: 'accepted' | 'declined', by?: string): Decide =>
  state =>
    decideAnswer(state, { choice, channel: 'application' }, { by });
const reply: Decide = (state, context) => decideAnswerThirdParty(state, { channel: 'email' }, context);
/** By a catalogue that says how long an owner who makes contact has time for it. */
const replyNow: Decide = (state, context) =>
  decideAnswerThirdParty(state, { channel: 'email' }, { ...context, catalogue: latest });
const endPeriod: Decide = (state, context) => decideEndPeriod(state, undefined, context);
const lapse: Decide = (state, context) => decideLapse(state, undefined, context);
const withdraw: Decide = state => decideWithdraw(state);

const opened = given().and(open(OWNER));
const told = opened.and(tell);
const informed = told.and(inform);
const ownerless = given().and(open()).and(tell);

test('P07: what is made from mail names it, so that the matter ends as this; and none that is not there', () => {
  given()
    .when(fromMail(false))
    .thenRefused('malformed-value', {
      errors: [{ pointer: '/matter', rule: 'unknown' }],
    });
  expect(given().when(fromMail(true)).events()).toMatchObject([{ data: { matter: testId('matter') } }]);
});

describe('P15 the third party', () => {
  test('its data is sealed under the key of the matter, for mediation alone', () => {
    const [one] = given().when(open(OWNER)).events();
    const { sealed, ...beside } = one!.data as { sealed: ToSeal };
    expect(one!.type).toBe('MediationOpened');
    expect(beside).toMatchObject({
      purpose: 'mediation/1',
      owner: OWNER,
      until: '2026-03-23',
      latest: '2026-04-06',
    });
    expect(sealed).toEqual(new ToSeal('mediation', 'matter', { ...asked, domain: 'peeters.be' }));
  });

  test('is told first that its name is passed on: before that, nobody informs the owner', () => {
    opened.when(inform).thenRefused('third-party-not-told');
    expect(told.when(inform).events()).toMatchObject([{ type: 'OwnerInformed', data: { owner: OWNER } }]);
    told.when((state, context) => decideTell(state, { channel: 'letter' }, context)).thenNothing();
  });

  test.each(['2026-03-01', '2026-03-03'])('was not told on %s', on => {
    const refused = opened.when((state, context) => decideTell(state, { channel: 'email', on }, context));
    expect(refused.refusal()).toBe('malformed-value');
  });

  const cases: [string, Mediation][] = [
    ['nobody here owns the name', ownerless],
    ['the owner was not informed', told],
    ['the owner keeps silent', informed],
    ['the owner declined', informed.and(choose('declined'))],
    [
      'the owner accepted and changed their mind',
      informed.and(choose('accepted')).and(choose('declined', OWNER)),
    ],
  ];
  test.each(cases)('gets the same answer on the same day: %s', (_, mediation) => {
    expect(mediation.when(reply).refusal()).toBe('answer-not-due');
    expect(mediation.when(reply, LAST_DAY).refusal()).toBe('answer-not-due');
    mediation
      .when(reply, AFTER)
      .thenYields(
        event('ThirdPartyAnswered', { answer: 'neutral', channel: 'email', words }),
        event('MediationEnded', { outcome: 'answered' }),
      );
  });

  test('hears of the owner only that they write, where they chose so', () => {
    const [answered] = informed.and(choose('accepted', OWNER)).when(reply).events();
    expect(answered).toEqual(
      event('ThirdPartyAnswered', { answer: 'owner-writes', channel: 'email', words }),
    );
    for (const language of ['nl', 'fr', 'en'] as const)
      for (const text of ['told', 'neutral', 'owner-writes'] as const)
        expect(textToThirdParty(text, { language })).not.toMatch(
          /natuurlijk|physique|natural|bedrijf|company|société/i,
        );
  });
});

describe('P15 the owner', () => {
  test('who makes contact reads who seeks it for as long as the catalogue says; then the matter ends', () => {
    const answered = informed.and(choose('accepted', OWNER)).and(replyNow);
    expect(latest.mediation?.kept).toBe('P30D');
    expect(answered.events.at(-1)).toMatchObject({
      type: 'ThirdPartyAnswered',
      data: { answer: 'owner-writes', keptUntil: '2026-04-01' },
    });
    expect(answered.state).toMatchObject({
      status: 'answered',
      keptUntil: '2026-04-01',
      latest: '2026-04-01',
    });
    // The third party has its answer: nothing more is decided.
    for (const decide of [choose('declined', OWNER), replyNow, inform])
      answered.when(decide).thenRefused('mediation-ended');
    answered.when(endPeriod, AFTER).thenNothing();
    answered.when(lapse, '2026-04-01T21:59:00Z').thenNothing();
    answered.when(lapse, '2026-04-01T22:00:00Z').thenYields(event('MediationEnded', { outcome: 'answered' }));
    answered.when(withdraw).thenYields(event('MediationEnded', { outcome: 'withdrawn' }));
    // What is said to the third party says so too.
    expect(textToThirdParty('owner-writes', { language: 'nl', keptUntil: '2026-04-01' })).toContain(
      'tot en met 1 april 2026',
    );
  });

  test('of an owner who declined nothing is kept, whatever the catalogue says', () => {
    const ended = informed.and(choose('declined')).and(replyNow, AFTER);
    expect(ended.state).toMatchObject({ status: 'ended' });
    expect(ended.state).not.toHaveProperty('keptUntil');
  });

  test('Art. 5(2): the register can say with what of theirs they were reached, and what they were told', () => {
    const owner = stateAfter(...holder);
    const by =
      (channel: 'email' | 'application'): Decide =>
      (state, context) =>
        decideInform(state, { channel }, { ...context, owner });
    const dataOf = (channel: 'email' | 'application') => told.when(by(channel)).events()[0]!.data;
    const passedOn = ['familyName', 'givenName', 'message'];
    expect(dataOf('application')).toMatchObject({ fields: {}, passedOn });
    const { fields } = dataOf('email') as MediationEventData['OwnerInformed'];
    expect(Object.keys(fields!)).toEqual(['email', 'familyName', 'givenName']);
    expect(fields!.email).toEqual({ commitment: expect.any(String) as string, version: 1 });
  });

  test('accepts, declines and changes their mind; saying the same again changes nothing', () => {
    const accepted = informed.and(choose('accepted', OWNER));
    accepted.when(choose('accepted', OWNER)).thenNothing();
    expect(accepted.when(choose('declined', OWNER)).events()).toMatchObject([
      { data: { choice: 'declined', owner: OWNER } },
    ]);
  });

  test('reads how to make contact while they choose to make it, and not before or otherwise', () => {
    const thirdParty = { ...asked };
    const { email, ...rest } = thirdParty;
    const read = ({ state }: Mediation, owner?: string) => readBy(owner, { state, thirdParty });
    const accepted = informed.and(choose('accepted', OWNER));
    for (const other of [informed, accepted.and(choose('declined', OWNER))]) {
      expect(read(other, OWNER)).toEqual(rest);
      expect(read(other)).toEqual({ ...rest, email });
    }
    for (const one of [accepted, accepted.and(replyNow)]) expect(read(one, OWNER)).toEqual(thirdParty);
    expect(readBy(OWNER, { state: informed.state, thirdParty: undefined })).toBeUndefined();
  });

  test('is told that they may choose otherwise until the third party is answered, and no longer', () => {
    for (const language of LANGUAGES)
      expect(textToOwner({ language })).not.toMatch(/laatste dag|dernier jour|last day/);
  });

  test('is the only customer for whom it exists, and only once informed', () => {
    informed.when(choose('accepted', STRANGER)).thenRefused('not-found');
    told.when(choose('accepted', OWNER)).thenRefused('not-found');
    given().when(choose('accepted', OWNER)).thenRefused('not-found');
    given()
      .after([event('MediationEnded', { outcome: 'withdrawn' })])
      .when(choose('accepted', OWNER))
      .thenRefused('not-found');
    told.when(choose('accepted')).thenRefused('owner-not-informed');
  });

  test('where nobody is the owner, nobody is informed', () => {
    ownerless.when(inform).thenRefused('owner-unknown');
  });
});

describe('P15 the matter', () => {
  test("the owner's time ends by the date, once", () => {
    informed.when(endPeriod, LAST_DAY).thenNothing();
    informed.when(endPeriod, AFTER).thenYields(event('AnswerPeriodEnded', { until: '2026-03-23' }));
    informed.and(endPeriod, AFTER).when(endPeriod, AFTER).thenNothing();
    told.and(endPeriod, AFTER).when(inform).thenRefused('answer-period-over');
  });

  test('ends by its latest day whatever was left undone', () => {
    opened.when(lapse, '2026-04-06T09:00:00Z').thenNothing();
    opened.when(lapse, '2026-04-07T09:00:00Z').thenYields(event('MediationEnded', { outcome: 'lapsed' }));
    opened.and(lapse, '2026-04-07T09:00:00Z').when(lapse, '2026-04-08T09:00:00Z').thenNothing();
  });

  test('once it has ended nothing more is done with it', () => {
    const ended = informed.and(withdraw);
    ended.when(choose('accepted', OWNER)).thenRefused('mediation-ended');
    ended.when(reply, AFTER).thenRefused('mediation-ended');
    ended.when(tell, AFTER).thenRefused('mediation-ended');
    ended.when(withdraw).thenNothing();
  });

  test('P09: a look at it says whose name it is about, what was shown and why, for a purpose that allows looking', () => {
    const look = (purpose: string, owner?: string) =>
      decideLook(undefined, { owner, purpose, fields }, { catalogue, by: { role: 'staff', id: 'an' } });
    const fields = ['message', 'familyName'];
    const data = { purpose: 'mediation/1', basis: 'A6-1-f', fields: ['familyName', 'message'] };
    expect(look('mediation')).toEqual([{ type: 'MediationLooked', data }]);
    expect(look('mediation', OWNER)).toEqual([{ type: 'MediationLooked', data: { owner: OWNER, ...data } }]);
    expect(() => look('curiosity')).toThrow('purpose-unknown');
    expect(() => look('government-order')).toThrow('purpose-required');
  });
});

describe('Art. 5(2): what was written is said again with the words that it had', () => {
  const say = (state: MediationState): string[] => [
    textToThirdParty('told', { language: 'fr', words: state.words.told }),
    textToOwner({ language: 'fr', words: state.words.informed }),
  ];
  const before = say(informed.state);
  let takeAway: () => void;
  beforeAll(() => {
    takeAway = plantEdition('mediation', {
      'third-party.told': 'Autrement.',
      'owner.informed': 'Autre chose.',
    });
  });
  afterAll(() => takeAway());

  test('the event names their editions', () => {
    const now = given().and(open(OWNER)).and(tell).and(inform);
    expect(now.state.words).toEqual({ told: ['mediation/2'], informed: ['mediation/2'] });
    expect(say(now.state)).toEqual(['Autrement.', 'Autre chose.']);
    expect(say(informed.state)).toEqual(before);
  });

  test('an event of before names none, and is of the first', () => {
    const stored = ['ThirdPartyTold', 'OwnerInformed', 'ThirdPartyAnswered']
      .flatMap(type => storedEvents(type, MEDIATION_EVENTS))
      .filter(({ record: { data } }) => !('words' in (data as object)));
    expect(stored.map(({ record }) => record.type)).toEqual(
      expect.arrayContaining(['ThirdPartyTold', 'OwnerInformed', 'ThirdPartyAnswered']),
    );
    const events = stored.map(({ record }) => record as MediationEvent);
    expect(say(events.reduce(evolve, opened.state))).toEqual(before);
  });
});
