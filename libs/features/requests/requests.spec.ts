import { purposeName } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import { testId } from '#libs/commands/testing';
import { REQUEST_KINDS, type LetterName, type RequestKind } from './codes';
import { decideAskConfirmation } from './commands/ask-confirmation';
import { decideAskProof } from './commands/ask-proof';
import { decideCarryOut, type CarryOutRequestBody } from './commands/carry-out-request';
import { decideClose, type CloseRequestBody } from './commands/close-request';
import { decideConfirm } from './commands/confirm-request';
import { decideEndExecution } from './commands/end-execution';
import { decideExtend } from './commands/extend-request';
import { decideLink } from './commands/link-request';
import { decideLook } from './commands/look-at-request';
import { decideRefuse, type RefuseRequestBody } from './commands/refuse-request';
import { decideRegister, type RegisterRequest } from './commands/register-request';
import { decideRejectProof } from './commands/reject-proof';
import { decideRemind } from './commands/remind-officers';
import { decideSendLetter } from './commands/send-letter';
import { decideVerify, type VerifyIdentityBody } from './commands/verify-identity';
import { catalogue, given, REQUEST, SUBJECT, type History } from './testing';

type Decide = Parameters<History['when']>[0];
type Asked = RegisterRequest['body'];

const values = { email: 'jan@example.be' };
const contact = { familyName: 'Peeters', email: 'jan@example.be' };

const register =
  (body: Partial<Asked> = {}, subjectKnown = true): Decide =>
  (state, context) =>
    decideRegister(
      state,
      { kind: 'access', channel: 'letter', subject: SUBJECT, ...body },
      { ...context, subjectKnown },
    );
const registerStranger =
  (body: Partial<Asked> = {}): Decide =>
  (state, context) =>
    decideRegister(
      state,
      { kind: 'access', channel: 'email', contact, ...body },
      { ...context, subjectKnown: false },
    );
const request = (body?: Partial<Asked>): History => given().and(register(body));
const stranger = (body?: Partial<Asked>): History => given().and(registerStranger(body));

const carryOut =
  (body: CarryOutRequestBody = {}, by = 'olivia'): Decide =>
  (state, context) =>
    decideCarryOut(state, body, { ...context, by });
const askProof =
  (reason: 'signature-differs' | 'sender-unknown' | 'details-differ'): Decide =>
  (state, context) =>
    decideAskProof(state, { reason }, context);
const verify =
  (body: VerifyIdentityBody): Decide =>
  (state, context) =>
    decideVerify(state, body, context);
const refuse =
  (body: RefuseRequestBody, given: Partial<Parameters<typeof decideRefuse>[2]> = {}): Decide =>
  (state, context) =>
    decideRefuse(state, body, { ...context, ...given });
const send =
  (letter: LetterName, text?: string): Decide =>
  (state, context) =>
    decideSendLetter(state, { letter, channel: 'email', ...(text && { text }) }, context);
const close =
  (body: CloseRequestBody = {}): Decide =>
  (state, context) =>
    decideClose(state, body, context);
const link: Decide = state => decideLink(state, { subject: SUBJECT }, { subjectKnown: true });

describe('P18 changes are asked for in writing', () => {
  test.each(REQUEST_KINDS)('%s by telephone', kind => {
    expect(
      given()
        .when(register({ kind, channel: 'telephone' }))
        .refusal(),
    ).toBe(kind === 'rectification' ? 'channel-not-allowed' : undefined);
  });

  test('the clock of a telephone request runs while written confirmation is waited for', () => {
    const history = request({ channel: 'telephone' });
    const { clock } = history.state;
    expect(history.and(decideAskConfirmation).state).toMatchObject({ confirmation: 'asked', clock });
    expect(clock?.due).toBe('2026-03-02');
    request().when(decideAskConfirmation).thenRefused('confirmation-not-needed');
  });
});

describe('P18, P19 nothing is carried out unconfirmed, or by who registered it', () => {
  const acts: readonly (readonly [RequestKind, CarryOutRequestBody])[] = [
    ['access', {}],
    ['portability', {}],
    ['erasure', { erase: {} }],
    ['erasure', { erase: { purpose: 'contract' } }],
    ['restriction', { restrict: { ground: 'unlawful' } }],
    ['objection', { object: { purpose: 'fraud' } }],
  ];
  const confirm: Decide = (state, context) => decideConfirm(state, { channel: 'letter' }, context);

  test.each(acts)('%s by telephone waits for its written confirmation', (kind, body) => {
    const history = request({ kind, channel: 'telephone' });
    history.when(carryOut(body)).thenRefused('confirmation-outstanding');
    history.and(decideAskConfirmation).when(carryOut(body)).thenRefused('confirmation-outstanding');
    expect(history.and(confirm).when(carryOut(body)).refusal()).toBeUndefined();
  });

  test.each(acts)('who registered it: %s', (kind, body) => {
    const history = request({ kind });
    const { registeredBy } = history.state;
    const alone = kind === 'access' || kind === 'portability' || kind === 'erasure';
    expect(history.when(carryOut(body, registeredBy)).refusal()).toBe(
      alone ? 'another-person-needed' : undefined,
    );
    expect(history.when(carryOut(body)).refusal()).toBeUndefined();
  });
});

describe('P19 proof of identity', () => {
  test('a known customer is believed until there is doubt', () => {
    expect(request().when(carryOut()).refusal()).toBeUndefined();
    const doubted = request().and(askProof('signature-differs'));
    doubted.when(carryOut()).thenRefused('proof-outstanding');
    const rejected = doubted.and((s, c) => decideRejectProof(s, { reason: 'unreadable' }, c));
    rejected.when(carryOut()).thenRefused('proof-outstanding');
    const verified = rejected.and(verify({ how: 'in-person' }));
    expect(verified.when(carryOut()).refusal()).toBeUndefined();
  });

  test('somebody else is not, and is linked to a record only once proven', () => {
    const history = stranger({ requester: 'former-customer' });
    history.when(carryOut()).thenRefused('proof-outstanding');
    history.when(link).thenRefused('proof-outstanding');
    const verified = history.and(verify({ how: 'identity-card-seen' }));
    verified.when(carryOut()).thenRefused('request-not-linked');
    expect(verified.and(link).when(carryOut()).refusal()).toBeUndefined();
  });

  test('whoever signed in is not asked, and a verified one not again', () => {
    const ask = askProof('sender-unknown');
    request({ channel: 'application' }).when(ask).thenRefused('proof-not-proportionate');
    request()
      .and(verify({ how: 'in-person' }))
      .when(ask)
      .thenRefused('identity-verified');
  });

  test('no copy is kept: the event has how and when, and nothing sealed', () => {
    const { events } = request().and(verify({ how: 'identity-card-seen' }));
    expect(Object.keys(events[1]!.data).sort()).toEqual(['clock', 'how', 'receivedAt', 'subject']);
  });

  test('the clock runs again from when the proof came, however late it is looked at', () => {
    const history = request()
      .and(askProof('details-differ'), '2026-02-02T10:00:00Z')
      .and(verify({ how: 'in-person', receivedAt: '2026-02-05T09:00:00Z' }), '2026-02-20T10:00:00Z');
    // Three days on from 28 February.
    expect(history.state.clock).toEqual({ due: '2026-03-03', unpaused: '2026-03-02', holidays: 'BE/1' });
  });
});

describe('P20 a question about the policy', () => {
  test('has no clock, is not carried out, and is answered in words', () => {
    const history = stranger({ kind: 'question' });
    expect(history.state.clock).toBeUndefined();
    history.when(carryOut()).thenRefused('act-not-fitting');
    history.when(send('question-answer')).thenRefused('letter-not-true');
    expect(history.and(send('question-answer', 'Zeven jaar.')).and(close()).state).toMatchObject({
      status: 'closed',
      outcome: 'answered',
    });
  });
});

describe('what comes in', () => {
  test('received apart from registered; nothing has come in that is still to come', () => {
    // 23:30 UTC is the 21st in Brussels; 21 February is a Saturday.
    expect(request({ receivedAt: '2026-01-20T23:30:00Z' }).state).toMatchObject({
      receivedAt: '2026-01-20T23:30:00.000Z',
      registeredAt: '2026-01-31T10:00:00.000Z',
      clock: { due: '2026-02-23' },
    });
    given()
      .when(register({ receivedAt: '2026-01-31T10:00:01Z' }))
      .thenRefused('malformed-value');
  });

  test('Art. 12(3): made from mail, its clock runs from when the mail came, or an earlier letter', () => {
    const from =
      (matterAt: string | undefined, body: Partial<Asked> = {}): Decide =>
      (state, context) =>
        decideRegister(
          state,
          { kind: 'access', channel: 'email', contact, matter: SUBJECT, ...body },
          { ...context, subjectKnown: false, matterAt },
        );
    const came = '2026-01-15T09:00:00.000Z';
    expect(given().and(from(came)).state).toMatchObject({ receivedAt: came, clock: { due: '2026-02-16' } });
    given()
      .when(from(came, { receivedAt: '2026-01-20T09:00:00Z' }))
      .thenRefused('malformed-value');
    expect(given().and(from(came, { receivedAt: '2026-01-10T09:00:00Z' })).state.clock?.due).toBe(
      '2026-02-10',
    );
    given().when(from(undefined)).thenRefused('malformed-value');
  });

  test('names, addresses and words are sealed under the request’s own key; nothing of them stands beside it', () => {
    const [registered] = given()
      .when(registerStranger({ text: 'Ik' }))
      .events();
    const { sealed, ...beside } = registered!.data as { sealed: ToSeal };
    expect(sealed).toMatchObject({ purpose: 'data-subject-request', period: 'matter' });
    expect(Object.keys(sealed.values).sort()).toEqual(['email', 'familyName', 'text']);
    expect(JSON.stringify(beside)).not.toMatch(/Peeters|example|Ik"/);
  });

  test('an unknown subject does not exist, and an unknown person must be reachable', () => {
    given().when(register({}, false)).thenRefused('not-found');
    for (const unreachable of [{ familyName: 'Peeters' }, { email: 'jan@example.be' }])
      given()
        .when(registerStranger({ contact: unreachable }))
        .thenRefused('malformed-value');
  });
});

describe('carrying out', () => {
  const act: Readonly<Record<RequestKind, CarryOutRequestBody>> = {
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
      const refused = request({ kind }).when(carryOut(act[other])).refusal();
      const fits = kind !== 'question' && (act[kind] === act[other] || sameAct(act[kind], act[other]));
      const objects = kind === 'objection' && other === 'erasure';
      expect({ other, refused }).toEqual({ other, refused: fits || objects ? undefined : 'act-not-fitting' });
    }
  });

  test('values of a rectification are sealed, and what the vocabulary lacks is refused', () => {
    const history = request({ kind: 'rectification' });
    const begun = history.when(carryOut({ correct: { values, version: 3 } })).events();
    expect(begun).toMatchObject([{ type: 'CarryingOutBegun', data: { act: 'correct', version: 3 } }]);
    expect((begun[0]!.data as { sealed: ToSeal }).sealed).toBeInstanceOf(ToSeal);
    const fields = ['unlisted'];
    history
      .when(carryOut({ correct: { values: { dateOfBirth: '1980' }, version: 3 } }))
      .thenRefused('field-not-needed', { fields }, { reason: 'over-collection', fields });
  });

  test('one at a time; what failed can be tried again', () => {
    const correct = carryOut({ correct: { values, version: 3 } });
    const begun = request({ kind: 'rectification' }).and(correct);
    begun.when(correct).thenRefused('carrying-out-under-way');
    begun.when(close({ withdrawn: true })).thenRefused('carrying-out-under-way');
    const execution = { execution: testId('execution'), subject: SUBJECT, act: 'correct' as const };
    const failed = begun.and(s => decideEndExecution(s, { ...execution, code: 'stale-version' }));
    expect(failed.state.executions[testId('execution')]).toMatchObject({
      status: 'failed',
      code: 'stale-version',
    });
    failed
      .and(correct)
      .and(s => decideEndExecution(s, execution))
      .when(s => decideEndExecution(s, execution))
      .thenNothing();
  });
});

describe('Art. 12(3), (4): the end', () => {
  const done = () => request().and(carryOut());
  const answered = (history: History) => history.and(send('access-answer'));

  test('fulfilled, partly refused, refused or withdrawn; never silent', () => {
    const part = { reason: 'rights-of-others', scope: 'part' } as const;
    const closed = (history: History) => history.and(close()).state.outcome;
    request().when(close()).thenRefused('request-unanswered');
    expect(closed(answered(done()))).toBe('fulfilled');
    expect(closed(answered(done().and(refuse(part))))).toBe('partly-refused');
    done()
      .when(refuse({ ...part, scope: 'whole' }))
      .thenRefused('request-carried-out');
    const withdrawn = request().and(close({ withdrawn: true }));
    expect(withdrawn.state.outcome).toBe('withdrawn');
    // The catalogue keeps a closed request for a year.
    expect(withdrawn.events.at(-1)!.data).toMatchObject({ keptUntil: '2027-01-31' });
  });

  test('Art. 21(2), (3): an objection to direct marketing is refused on nothing that is weighed', () => {
    const marketed = {
      ...catalogue,
      purposes: catalogue.purposes.map(each =>
        purposeName(each.id) === 'contract' ? { ...each, dpv: 'dpv:DirectMarketing' } : each,
      ),
    };
    const against = (purpose: string, n = 0, request = REQUEST) => ({
      [testId('objection', n)]: {
        purpose,
        status: 'pending',
        since: '2026-01-31T09:00:00Z',
        request,
      } as const,
    });
    const objections = { ...against('fraud'), ...against('contract', 1) };
    const asked = request({ kind: 'objection' });
    const refused = (reason: RefuseRequestBody['reason'], given: object, scope: 'whole' | 'part' = 'whole') =>
      asked.when(refuse({ reason, scope }, { catalogue: marketed, ...given })).refusal();
    for (const reason of ['compelling-grounds', 'legal-claims', 'conditions-not-met'] as const) {
      for (const scope of ['whole', 'part'] as const)
        expect(refused(reason, { subject: { objections: against('contract') } }, scope)).toBe(
          'refusal-not-fitting',
        );
      // Of two objections the one that is weighed may be refused.
      expect(refused(reason, { subject: { objections } })).toBe('refusal-not-fitting');
      expect(refused(reason, { subject: { objections } }, 'part')).toBeUndefined();
      expect(refused(reason, { subject: { objections: against('fraud') } })).toBeUndefined();
      // What it is against is on record first: another request's objections do not tell.
      expect(refused(reason, { subject: { objections: against('fraud', 0, testId('other')) } })).toBe(
        'refusal-not-fitting',
      );
      expect(refused(reason, {})).toBe('refusal-not-fitting');
      asked.when(refuse({ reason, scope: 'whole' })).events();
    }
    expect(refused('manifestly-unfounded', { subject: { objections: against('contract') } })).toBeUndefined();
  });

  test('an extension is for the first month only, and for once', () => {
    const extend: Decide = (s, c) => decideExtend(s, { reason: 'complexity', note: 'x' }, c);
    expect(request().and(extend, '2026-03-02T22:59:00Z').state.clock?.due).toBe('2026-04-30');
    request().when(extend, '2026-03-02T23:00:00Z').thenRefused('extension-too-late');
    request().and(extend).when(extend).thenRefused('extension-used');
  });

  test('a reminder comes once for each due date, and never after the answer', () => {
    const remind =
      (due: string): Decide =>
      state =>
        decideRemind(state, { about: 'overdue', due });
    request().when(remind('2026-03-01')).thenNothing();
    expect(request().when(remind('2026-03-02')).events()).toHaveLength(1);
    request().and(remind('2026-03-02')).when(remind('2026-03-02')).thenNothing();
    answered(done()).when(remind('2026-03-02')).thenNothing();
  });

  test('what changes nothing yields no event', () => {
    const asked = request().and(askProof('details-differ'));
    asked.when(askProof('details-differ')).thenNothing();
    const whole = refuse({ reason: 'identity-not-shown', scope: 'whole' });
    const refused = asked.and(whole);
    refused.when(whole).thenNothing();
    refused
      .and(close({ withdrawn: true }))
      .when(close())
      .thenNothing();
  });
});

test('P09: a look at a request of somebody unknown says what was shown and why, for a purpose that allows looking', () => {
  const look = (purpose: string) =>
    decideLook(
      REQUEST,
      { view: 'letter', purpose, fields: ['familyName', 'address', 'address'] },
      { catalogue, by: { role: 'staff', id: 'an' } },
    );
  expect(look('data-subject-request')).toEqual([
    {
      type: 'RequestLooked',
      data: {
        request: REQUEST,
        purpose: 'data-subject-request/1',
        basis: 'A6-1-c',
        view: 'letter',
        fields: ['address', 'familyName'],
      },
    },
  ]);
  expect(() => look('curiosity')).toThrow('purpose-unknown');
  expect(() => look('government-order')).toThrow('purpose-required');
});

function sameAct(one: object, other: object): boolean {
  return Object.keys(one).join() === Object.keys(other).join();
}
