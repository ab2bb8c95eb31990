import { shippedCatalogues } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import { REQUEST_KINDS, type RequestKind } from '../codes';
import { History, SUBJECT, testId } from '../testing/events';
import {
  decideAskConfirmation,
  decideAskProof,
  decideCarryOut,
  decideClose,
  decideEndCarryingOut,
  decideExtend,
  decideLink,
  decideRefuse,
  decideRegister,
  decideRejectProof,
  decideRemind,
  decideSendLetter,
  decideVerify,
  type RegisterRequest,
} from '.';

const [catalogue] = shippedCatalogues();
const NOW = '2026-01-31T10:00:00Z';
const values = { email: 'jan@example.be' };

const request = (body: Partial<RegisterRequest> = {}, known = true): History =>
  new History().at(NOW, (state, given) =>
    decideRegister(
      state,
      { kind: 'access', channel: 'letter', subject: SUBJECT, ...body },
      given,
      catalogue!,
      known,
    ),
  );
const stranger = (body: Partial<RegisterRequest> = {}): History => {
  const contact = { familyName: 'Peeters', email: 'jan@example.be' };
  return new History().at(NOW, (state, given) =>
    decideRegister(state, { kind: 'access', channel: 'email', contact, ...body }, given, catalogue!, false),
  );
};

function code(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe('P18 changes are asked for in writing', () => {
  test.each(REQUEST_KINDS)('%s by telephone', kind => {
    expect(code(() => request({ kind, channel: 'telephone' }))).toBe(
      kind === 'rectification' ? 'channel-not-allowed' : undefined,
    );
  });

  test('the clock of a telephone request runs while written confirmation is waited for', () => {
    const history = request({ channel: 'telephone' });
    const { clock } = history.state;
    history.at(NOW, decideAskConfirmation);
    expect(history.state).toMatchObject({ confirmation: 'asked', clock });
    expect(clock?.due).toBe('2026-03-02');
    expect(code(() => request().at(NOW, decideAskConfirmation))).toBe('confirmation-not-needed');
  });
});

describe('P19 proof of identity', () => {
  const carryOut = (history: History) =>
    code(() => history.at(NOW, (state, given) => decideCarryOut(state, {}, given)));

  test('a known customer is believed until there is doubt', () => {
    expect(carryOut(request())).toBeUndefined();
    const doubted = request().at(NOW, (s, g) => decideAskProof(s, { reason: 'signature-differs' }, g));
    expect(carryOut(doubted)).toBe('proof-outstanding');
    doubted.at(NOW, (s, g) => decideRejectProof(s, { reason: 'unreadable' }, g));
    expect(carryOut(doubted)).toBe('proof-outstanding');
    doubted.at(NOW, (s, g) => decideVerify(s, { how: 'in-person' }, g));
    expect(carryOut(doubted)).toBeUndefined();
  });

  test('somebody else is not, and is linked to a record only once proven', () => {
    const history = stranger({ requester: 'former-customer' });
    const link = () => history.at(NOW, s => decideLink(s, { subject: SUBJECT }, true));
    expect(carryOut(history)).toBe('proof-outstanding');
    expect(code(link)).toBe('proof-outstanding');
    history.at(NOW, (s, g) => decideVerify(s, { how: 'identity-card-seen' }, g));
    expect(carryOut(history)).toBe('request-not-linked');
    link();
    expect(carryOut(history)).toBeUndefined();
  });

  test('whoever signed in is not asked, and a verified one not again', () => {
    const ask = (history: History) =>
      code(() => history.at(NOW, (s, g) => decideAskProof(s, { reason: 'sender-unknown' }, g)));
    expect(ask(request({ channel: 'application' }))).toBe('proof-not-proportionate');
    expect(ask(request().at(NOW, (s, g) => decideVerify(s, { how: 'in-person' }, g)))).toBe(
      'identity-verified',
    );
  });

  test('no copy is kept: the event has how and when, and nothing sealed', () => {
    const { events } = request().at(NOW, (s, g) => decideVerify(s, { how: 'identity-card-seen' }, g));
    expect(Object.keys(events[1]!.data).sort()).toEqual(['clock', 'how', 'receivedAt', 'subject']);
  });

  test('the clock runs again from when the proof came, however late it is looked at', () => {
    const history = request()
      .at('2026-02-02T10:00:00Z', (s, g) => decideAskProof(s, { reason: 'details-differ' }, g))
      .at('2026-02-20T10:00:00Z', (s, g) =>
        decideVerify(s, { how: 'in-person', receivedAt: '2026-02-05T09:00:00Z' }, g),
      );
    // Three days on from 28 February.
    expect(history.state.clock).toEqual({ due: '2026-03-03', unpaused: '2026-03-02', holidays: 'BE/1' });
  });
});

describe('P20 a question about the policy', () => {
  test('has no clock, is not carried out, and is answered in words', () => {
    const history = stranger({ kind: 'question' });
    expect(history.state.clock).toBeUndefined();
    const answer = (text?: string) =>
      history.at(NOW, s =>
        decideSendLetter(s, { letter: 'question-answer', channel: 'email', ...(text && { text }) }),
      );
    expect(code(() => history.at(NOW, (s, g) => decideCarryOut(s, {}, g)))).toBe('act-not-fitting');
    expect(code(() => answer())).toBe('letter-not-true');
    answer('Zeven jaar.').at(NOW, (s, g) => decideClose(s, {}, g, catalogue!));
    expect(history.state).toMatchObject({ status: 'closed', outcome: 'answered' });
  });
});

describe('what comes in', () => {
  test('received apart from registered; nothing has come in that is still to come', () => {
    const { state } = request({ receivedAt: '2026-01-20T23:30:00Z' });
    // 23:30 UTC is the 21st in Brussels; 21 February is a Saturday.
    expect(state).toMatchObject({
      receivedAt: '2026-01-20T23:30:00.000Z',
      registeredAt: '2026-01-31T10:00:00.000Z',
      clock: { due: '2026-02-23' },
    });
    expect(code(() => request({ receivedAt: '2026-01-31T10:00:01Z' }))).toBe('malformed-value');
  });

  test('names, addresses and words are sealed under the request’s own key; nothing of them stands beside it', () => {
    const [registered] = decideRegister(
      new History().state,
      {
        kind: 'access',
        channel: 'email',
        contact: { familyName: 'Peeters', email: 'jan@example.be' },
        text: 'Ik',
      },
      { now: new Date(NOW), id: testId },
      catalogue!,
      false,
    );
    const { sealed, ...beside } = registered!.data as { sealed: ToSeal };
    expect(sealed).toMatchObject({ purpose: 'data-subject-request', period: 'matter' });
    expect(Object.keys(sealed.values).sort()).toEqual(['email', 'familyName', 'text']);
    expect(JSON.stringify(beside)).not.toMatch(/Peeters|example|Ik"/);
  });

  test('an unknown subject does not exist, and an unknown person must be reachable', () => {
    expect(code(() => request({}, false))).toBe('not-found');
    expect(code(() => stranger({ contact: { familyName: 'Peeters' } }))).toBe('malformed-value');
    expect(code(() => stranger({ contact: { email: 'jan@example.be' } }))).toBe('malformed-value');
  });
});

describe('carrying out', () => {
  const act: Readonly<Record<RequestKind, object>> = {
    access: {},
    portability: {},
    rectification: { correct: { values, version: 3 } },
    restriction: { restrict: { ground: 'unlawful' } },
    erasure: { erase: {} },
    objection: { object: { purpose: 'fraud' } },
    question: {},
  };

  test.each(REQUEST_KINDS)('%s takes its own act and no other', kind => {
    for (const other of REQUEST_KINDS) {
      const refused = code(() => request({ kind }).at(NOW, (s, g) => decideCarryOut(s, act[other], g)));
      const fits = kind !== 'question' && (act[kind] === act[other] || sameAct(act[kind], act[other]));
      const objects = kind === 'objection' && other === 'erasure';
      expect({ other, refused }).toEqual({ other, refused: fits || objects ? undefined : 'act-not-fitting' });
    }
  });

  test('values of a rectification are sealed, and what the vocabulary lacks is refused', () => {
    const history = request({ kind: 'rectification' });
    const begun = decideCarryOut(
      history.state,
      { correct: { values, version: 3 } },
      { now: new Date(NOW), id: testId },
    );
    expect(begun).toMatchObject([{ type: 'CarryingOutBegun', data: { act: 'correct', version: 3 } }]);
    expect((begun[0]!.data as { sealed: ToSeal }).sealed).toBeInstanceOf(ToSeal);
    const unlisted = { correct: { values: { dateOfBirth: '1980' } as never, version: 3 } };
    expect(code(() => history.at(NOW, (s, g) => decideCarryOut(s, unlisted, g)))).toBe('field-not-needed');
  });

  test('one at a time; what failed can be tried again', () => {
    const body = { correct: { values, version: 3 } };
    const history = request({ kind: 'rectification' }).at(NOW, (s, g) => decideCarryOut(s, body, g));
    expect(code(() => history.at(NOW, (s, g) => decideCarryOut(s, body, g)))).toBe('carrying-out-under-way');
    expect(code(() => history.at(NOW, (s, g) => decideClose(s, { withdrawn: true }, g, catalogue!)))).toBe(
      'carrying-out-under-way',
    );
    const execution = { execution: testId('execution'), subject: SUBJECT, act: 'correct' as const };
    history.at(NOW, s => decideEndCarryingOut(s, execution, 'stale-version'));
    expect(history.state.executions[testId('execution')]).toMatchObject({
      status: 'failed',
      code: 'stale-version',
    });
    history
      .at(NOW, (s, g) => decideCarryOut(s, body, g))
      .at(NOW, s => decideEndCarryingOut(s, execution, undefined));
    expect(decideEndCarryingOut(history.state, execution, undefined)).toEqual([]);
  });
});

describe('Art. 12(3), (4): the end', () => {
  const answered = (history: History) =>
    history.at(NOW, s => decideSendLetter(s, { letter: 'access-answer', channel: 'email' }));

  test('fulfilled, partly refused, refused or withdrawn; never silent', () => {
    const close = (history: History, withdrawn = false) =>
      history.at(NOW, (s, g) => decideClose(s, { withdrawn }, g, catalogue!)).state.outcome;
    const out = () => request().at(NOW, (s, g) => decideCarryOut(s, {}, g));
    const part = { reason: 'rights-of-others', scope: 'part' } as const;
    expect(code(() => close(request()))).toBe('request-unanswered');
    expect(close(answered(out()))).toBe('fulfilled');
    expect(close(answered(out().at(NOW, s => decideRefuse(s, part))))).toBe('partly-refused');
    expect(code(() => out().at(NOW, s => decideRefuse(s, { ...part, scope: 'whole' })))).toBe(
      'request-carried-out',
    );
    const withdrawn = request();
    expect(close(withdrawn, true)).toBe('withdrawn');
    // The catalogue keeps a closed request for a year.
    expect(withdrawn.events.at(-1)!.data).toMatchObject({ keptUntil: '2027-01-31' });
  });

  test('an extension is for the first month only, and for once', () => {
    const extend = (history: History, time: string) =>
      history.at(time, (s, g) => decideExtend(s, { reason: 'complexity', note: 'x' }, g));
    expect(extend(request(), '2026-03-02T22:59:00Z').state.clock?.due).toBe('2026-04-30');
    expect(code(() => extend(request(), '2026-03-02T23:00:00Z'))).toBe('extension-too-late');
    expect(code(() => extend(extend(request(), NOW), NOW))).toBe('extension-used');
  });

  test('a reminder comes once for each due date, and never after the answer', () => {
    const remind = { about: 'overdue', due: '2026-03-02' } as const;
    const history = request();
    expect(decideRemind(history.state, { ...remind, due: '2026-03-01' })).toEqual([]);
    history.at(NOW, s => decideRemind(s, remind));
    expect(decideRemind(history.state, remind)).toEqual([]);
    const done = answered(request().at(NOW, (s, g) => decideCarryOut(s, {}, g)));
    expect(decideRemind(done.state, remind)).toEqual([]);
  });

  test('what changes nothing yields no event', () => {
    const history = request().at(NOW, (s, g) => decideAskProof(s, { reason: 'details-differ' }, g));
    expect(
      decideAskProof(history.state, { reason: 'details-differ' }, { now: new Date(NOW), id: testId }),
    ).toEqual([]);
    history.at(NOW, s => decideRefuse(s, { reason: 'identity-not-shown', scope: 'whole' }));
    expect(decideRefuse(history.state, { reason: 'identity-not-shown', scope: 'whole' })).toEqual([]);
    history.at(NOW, (s, g) => decideClose(s, { withdrawn: true }, g, catalogue!));
    expect(decideClose(history.state, {}, { now: new Date(NOW), id: testId }, catalogue!)).toEqual([]);
  });
});

function sameAct(one: object, other: object): boolean {
  return Object.keys(one).join() === Object.keys(other).join();
}
