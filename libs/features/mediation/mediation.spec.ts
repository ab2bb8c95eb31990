import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { DomainError, type ProblemCode } from '#libs/kernel';
import { decideAnswer } from './commands/answer-mediation';
import { decideAnswerThirdParty } from './commands/answer-third-party';
import { decideEndPeriod } from './commands/end-answer-period';
import { decideInform } from './commands/inform-owner';
import { decideLapse } from './commands/lapse-mediation';
import { decideOpen } from './commands/open-mediation';
import { decideTell } from './commands/tell-third-party';
import { decideWithdraw } from './commands/withdraw-mediation';
import { mediationStream, type MediationEvent, type MediationEventType } from './events';
import type { MediationYields } from './guards';
import { evolve, initial, type MediationState } from './state';
import { textToThirdParty } from './texts';

const [catalogue] = shippedCatalogues() as [Catalogue];
const ID = '3ed1a000-0000-8000-8000-000000000001';
const OWNER = '5ab1ec70-0000-8000-8000-000000000001';
const STRANGER = '5ab1ec70-0000-8000-8000-000000000002';
const DAY0 = '2026-03-02T09:00:00Z';
const LAST_DAY = '2026-03-23T22:00:00Z';
const AFTER = '2026-03-24T09:00:00Z';

/** What a decision of this feature answers. */
type MediationDecided = MediationYields<MediationEventType>[number];

const at = (time: string) => ({ now: new Date(time), id: () => ID, catalogue });

function stored(decided: MediationDecided, index: number): MediationEvent {
  const data = JSON.parse(
    JSON.stringify(decided.data, (_, value: unknown) =>
      value instanceof ToSeal ? { commitments: {} } : value,
    ),
  ) as unknown;
  return {
    id: `e0000000-0000-8000-8000-00000000000${index}`,
    type: decided.type,
    v: 1,
    stream: mediationStream(ID),
    time: DAY0,
    command: ID,

    actor: { role: 'staff', id: 'an' },
    catalogue: '2018-05-25',
    data,
  } as MediationEvent;
}
function after(...decided: readonly (readonly MediationDecided[])[]): MediationState {
  return decided.flat().reduce((state, one, i) => evolve(state, stored(one, i)), { ...initial, id: ID });
}
function refused(code: ProblemCode, decide: () => unknown): void {
  expect(decide).toThrow(DomainError);
  expect(() => decide()).toThrow(code);
}

const asked = {
  domain: 'Peeters.be',
  familyName: 'Wouters',
  givenName: 'Els',
  email: 'els@example.org',
  message: 'I like the name',
};
const opened = (owner?: string) => decideOpen(initial, asked, { ...at(DAY0), owner });
const told = decideTell(after(opened(OWNER)), { channel: 'email' }, at(DAY0));
const informed = decideInform(after(opened(OWNER), told), { channel: 'email' }, { catalogue });
const choose = (state: MediationState, choice: 'accepted' | 'declined', by?: string) =>
  decideAnswer(state, { choice, channel: 'application' }, { by });
const reply = (state: MediationState, time: string) =>
  decideAnswerThirdParty(state, { channel: 'email' }, at(time));

describe('P15 the third party', () => {
  test('its data is sealed under the key of the matter, for mediation alone', () => {
    const [{ type, data }] = opened(OWNER) as [MediationDecided & { type: 'MediationOpened' }];
    expect(type).toBe('MediationOpened');
    expect(data).toMatchObject({
      purpose: 'mediation/1',
      owner: OWNER,
      until: '2026-03-23',
      latest: '2026-04-06',
    });
    expect(data.sealed).toEqual(new ToSeal('mediation', 'matter', { ...asked, domain: 'peeters.be' }));
  });

  test('is told first that its name is passed on: before that, nobody informs the owner', () => {
    refused('third-party-not-told', () =>
      decideInform(after(opened(OWNER)), { channel: 'email' }, { catalogue }),
    );
    expect(informed).toMatchObject([{ type: 'OwnerInformed', data: { owner: OWNER } }]);
    expect(decideTell(after(opened(OWNER), told), { channel: 'letter' }, at(DAY0))).toEqual([]);
  });

  test.each(['2026-03-01', '2026-03-03'])('was not told on %s', on => {
    refused('malformed-value', () => decideTell(after(opened(OWNER)), { channel: 'email', on }, at(DAY0)));
  });

  const declined = after(
    opened(OWNER),
    told,
    informed,
    choose(after(opened(OWNER), told, informed), 'declined'),
  );
  const cases: [string, MediationState][] = [
    ['nobody here owns the name', after(opened(), told)],
    ['the owner was not informed', after(opened(OWNER), told)],
    ['the owner keeps silent', after(opened(OWNER), told, informed)],
    ['the owner declined', declined],
    [
      'the owner accepted and changed their mind',
      after(
        opened(OWNER),
        told,
        informed,
        choose(after(opened(OWNER), told, informed), 'accepted'),
        choose(declined, 'declined'),
        [{ type: 'OwnerAnswered', data: { owner: OWNER, choice: 'declined', channel: 'email' } }],
      ),
    ],
  ];
  test.each(cases)('gets the same answer on the same day: %s', (_, state) => {
    refused('answer-not-due', () => reply(state, DAY0));
    refused('answer-not-due', () => reply(state, LAST_DAY));
    expect(reply(state, AFTER)).toEqual([
      { type: 'ThirdPartyAnswered', data: { answer: 'neutral', channel: 'email' } },
      { type: 'MediationEnded', data: { outcome: 'answered' } },
    ]);
  });

  test('hears of the owner only that they write, where they chose so', () => {
    const state = after(opened(OWNER), told, informed);
    const accepted = after(opened(OWNER), told, informed, choose(state, 'accepted', OWNER));
    expect(reply(accepted, DAY0)[0]).toEqual({
      type: 'ThirdPartyAnswered',
      data: { answer: 'owner-writes', channel: 'email' },
    });
    for (const language of ['nl', 'fr', 'en'] as const)
      for (const text of ['told', 'neutral', 'owner-writes'] as const)
        expect(textToThirdParty(text, language)).not.toMatch(
          /natuurlijk|physique|natural|bedrijf|company|société/i,
        );
  });
});

describe('P15 the owner', () => {
  const state = after(opened(OWNER), told, informed);

  test('accepts, declines and changes their mind; saying the same again changes nothing', () => {
    const accepted = after(opened(OWNER), told, informed, choose(state, 'accepted', OWNER));
    expect(choose(accepted, 'accepted', OWNER)).toEqual([]);
    expect(choose(accepted, 'declined', OWNER)).toMatchObject([
      { data: { choice: 'declined', owner: OWNER } },
    ]);
  });

  test('is the only customer for whom it exists, and only once informed', () => {
    refused('not-found', () => choose(state, 'accepted', STRANGER));
    refused('not-found', () => choose(after(opened(OWNER), told), 'accepted', OWNER));
    refused('not-found', () => choose(initial, 'accepted', OWNER));
    refused('owner-not-informed', () => choose(after(opened(OWNER), told), 'accepted'));
  });

  test('where nobody is the owner, nobody is informed', () => {
    refused('owner-unknown', () => decideInform(after(opened(), told), { channel: 'email' }, { catalogue }));
  });
});

describe('P15 the matter', () => {
  test("the owner's time ends by the date, once", () => {
    const state = after(opened(OWNER), told, informed);
    expect(decideEndPeriod(state, undefined, at(LAST_DAY))).toEqual([]);
    const over = decideEndPeriod(state, undefined, at(AFTER));
    expect(over).toEqual([{ type: 'AnswerPeriodEnded', data: { until: '2026-03-23' } }]);
    expect(decideEndPeriod(after(opened(OWNER), told, informed, over), undefined, at(AFTER))).toEqual([]);
    refused('answer-period-over', () =>
      decideInform(after(opened(OWNER), told, over), { channel: 'email' }, { catalogue }),
    );
  });

  test('ends by its latest day whatever was left undone', () => {
    expect(decideLapse(after(opened(OWNER)), undefined, at('2026-04-06T09:00:00Z'))).toEqual([]);
    const lapsed = decideLapse(after(opened(OWNER)), undefined, at('2026-04-07T09:00:00Z'));
    expect(lapsed).toEqual([{ type: 'MediationEnded', data: { outcome: 'lapsed' } }]);
    expect(decideLapse(after(opened(OWNER), lapsed), undefined, at('2026-04-08T09:00:00Z'))).toEqual([]);
  });

  test('once it has ended nothing more is done with it', () => {
    const ended = after(opened(OWNER), told, informed, decideWithdraw(after(opened(OWNER))));
    refused('mediation-ended', () => choose(ended, 'accepted', OWNER));
    refused('mediation-ended', () => reply(ended, AFTER));
    refused('mediation-ended', () => decideTell(ended, { channel: 'email' }, at(AFTER)));
    expect(decideWithdraw(ended)).toEqual([]);
  });
});
