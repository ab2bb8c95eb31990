import { purposeOf, type Catalogue } from '#libs/catalogue';
import type { Actor } from '#libs/event-store';
import { event, subjectOwner, type AskedFor, type SubjectDecided } from '#libs/features/subjects';
import {
  chosen,
  collected,
  dcube,
  ended,
  given,
  holder,
  jan,
  keyId,
  registered,
  SELF,
  started,
  testId,
} from '#libs/features/subjects/testing';
import { CompiledForm } from '#libs/http/schema';
import type { KeyOfOwner } from '#libs/vault';
import { decideApprove } from './commands/approve-erasure';
import { decideErase, BeginErasureBody, type AskedErasure } from './commands/begin-erasure';

const TODAY = '2026-03-02T09:00:00Z';
const OLIVIA: Actor = { role: 'privacy-officer', id: 'olivia' };
const AN: Actor = { role: 'staff', id: 'an' };
const SHOP: Actor = { role: 'service', id: 'service' };
const rules = (name: string) => purposeOf(dcube, name);

const keys: KeyOfOwner[] = ['contract', 'domain-be', 'hosting', 'direct-debit', 'dns'].map(purpose => ({
  key: keyId(purpose, 'contract'),
  owner: subjectOwner(SELF),
  purpose,
  period: 'contract',
  generation: 1,
  fenced: false,
}));
const month = { ...keys[0]!, key: keyId('fraud', '2026-01'), purpose: 'fraud', period: '2026-01' };

/** `given(…)`, when somebody asks to erase. */
function when(
  history: readonly SubjectDecided[],
  body: Partial<BeginErasureBody>,
  context: Partial<AskedErasure> = {},
  at = TODAY,
) {
  return given(...history).when((state, asked) => {
    const { scope = { of: 'subject' }, reason = 'no-longer-needed' } = body;
    const whole: BeginErasureBody = { ...body, scope, reason };
    const { held } = asked;
    const defaults = { by: OLIVIA, catalogue: dcube, rules, keys: [...keys, month], actors: [], held };
    return decideErase(state, whole, { ...asked.given, ...defaults, ...context });
  }, at);
}

const ref = ({ fenced: _, ...rest }: KeyOfOwner) => rest;

/** An approval as it is stored: its actor is who approves. */
const approved = (rest: object = {}): SubjectDecided =>
  event('ErasureApproved', { approval: testId('approval'), reason: 'no-longer-needed', ...rest });

const over = [...holder, ended('2026-02-01')];

describe('Art. 17, P19: all of a subject takes two', () => {
  test('an officer, with the word of somebody else on the same ground, for the same request', () => {
    when(over, {}).thenRefused('approval-needed');
    const [begun] = when([...over, approved()], {}).events();
    expect(begun).toMatchObject({ type: 'ErasureBegun', data: { approval: testId('approval') } });
    // In these histories the service `test` is the actor of what has happened.
    when([...over, approved()], {}, { by: { role: 'privacy-officer', id: 'test' } }).thenRefused(
      'approval-needed',
    );
    const unlawful = { reason: 'unlawful', finding: 'kept-too-long' } as const;
    when([...over, approved()], unlawful).thenRefused('approval-needed');
    when([...over, approved({ ...unlawful, finding: 'of-another-person' })], unlawful).thenRefused(
      'approval-needed',
    );
    expect(when([...over, approved(unlawful)], unlawful).events()).toHaveLength(1);
    when([...over, approved({ request: testId('request') })], {}).thenRefused('approval-needed');
  });

  test('a word of more than thirty days ago says nothing', () => {
    const history = [...over, approved()];
    expect(when(history, {}, {}, '2026-04-01T09:00:00Z').events()).toHaveLength(1);
    when(history, {}, {}, '2026-04-02T09:00:00Z').thenRefused('approval-needed');
  });

  test('neither staff nor a service', () => {
    when([...over, approved()], {}, { by: AN }).thenRefused('forbidden-role');
    when([...over, approved()], {}, { by: SHOP }).thenRefused('client-not-allowed');
  });

  test('what it gives is said once, and not of who is erased', () => {
    const approve = (history: readonly SubjectDecided[], by: string) =>
      given(...history).when((state, asked) =>
        decideApprove(state, { reason: 'no-longer-needed' }, { ...asked.given, rules, by }),
      );
    approve(over, 'an').thenYields(approved());
    approve([...over, approved()], 'test').thenNothing();
    expect(approve([...over, approved()], 'an').events()).toHaveLength(1);
    expect(approve(holder, 'an').refusal()).toBe('still-needed');
  });
});

describe('Art. 17, P19: nor does one erase part by part what takes two', () => {
  const ground = { reason: 'unlawful', finding: 'kept-too-long' } as const;
  const part = (purpose: string) => ({ of: 'purpose', purpose }) as const;
  const request = testId('request');
  const asked: AskedFor = { kind: 'erasure', subject: SELF, registeredBy: 'an' };
  const phone = [...holder, collected('contract', { telephone: jan.telephone })];

  test('as unlawful, or for a law, what the person did not ask for: another’s word on this very part', () => {
    for (const on of [ground, { reason: 'legal-obligation', law: 'Art. 12 WVP' } as const]) {
      const body = { scope: part('domain-be/1'), ...on };
      when(holder, body).thenRefused('approval-needed');
      for (const other of [
        {},
        { scope: part('contract') },
        { scope: { of: 'superseded', purpose: 'domain-be' } },
      ])
        when([...holder, approved({ ...on, ...other })], body).thenRefused('approval-needed');
      const word = approved({ ...on, scope: part('domain-be') });
      const [begun] = when([...holder, word], body).events();
      expect(begun).toMatchObject({ type: 'ErasureBegun', data: { approval: testId('approval') } });
      when([...holder, word], { ...on, scope: { of: 'subject' } }).thenRefused('approval-needed');
      expect(when(holder, { ...body, request }, { asked }).refusal()).toBeUndefined();
      // Whoever objects to a purpose asks for no erasure of another.
      when(holder, { ...body, request }, { asked: { ...asked, kind: 'objection' } }).thenRefused(
        'approval-needed',
      );
    }
  });

  test('the last of what no law keeps, whatever the ground, and whoever asks', () => {
    const books = collected('bookkeeping', { familyName: jan.familyName }, 'subject', 'fy-2026');
    const two = [
      registered(),
      collected('hosting', { email: jan.email }),
      collected('dns', { email: jan.email }),
    ];
    const gone = (purpose: string): SubjectDecided =>
      event('ErasureBegun', {
        erasure: testId('erasure', 1),
        scope: part(purpose),
        reason: 'no-longer-needed',
        keys: [ref(keys.find(each => each.purpose === purpose)!)],
        kept: [],
      });
    expect(when(two, { scope: part('hosting') }).refusal()).toBeUndefined();
    when([...two, gone('hosting')], { scope: part('dns') }).thenRefused('approval-needed');
    // What a law keeps is nothing that stays for the person.
    when([...two, books, gone('hosting')], { scope: part('dns') }).thenRefused('approval-needed');
    when([...two, gone('hosting')], { scope: part('dns'), request }, { asked }).thenRefused(
      'approval-needed',
    );
    const word = approved({ scope: part('dns') });
    expect(when([...two, gone('hosting'), word], { scope: part('dns') }).refusal()).toBeUndefined();
    const only = { of: 'field', purpose: 'dns', field: 'email' } as const;
    when([...two, gone('hosting')], { scope: only }).thenRefused('approval-needed');
    expect(when(two, { scope: only }).refusal()).toBeUndefined();
  });

  test('all that says who somebody is, whatever else would stay: a language is of nobody', () => {
    const some = [
      registered(),
      collected('hosting', { email: jan.email }),
      collected('dns', { language: jan.language }),
    ];
    when(some, { scope: part('hosting') }).thenRefused('approval-needed');
    when(some, { scope: { of: 'field', purpose: 'hosting', field: 'email' } }).thenRefused('approval-needed');
    expect(when(some, { scope: part('dns') }).refusal()).toBeUndefined();
    const word = approved({ scope: part('hosting') });
    expect(when([...some, word], { scope: part('hosting') }).refusal()).toBeUndefined();
  });

  test('a word is for one erasure: what came since takes another', () => {
    const scope = part('domain-be');
    const word = (n: number) => approved({ ...ground, scope, approval: testId('approval', n) });
    const used = event('ErasureBegun', {
      erasure: testId('erasure', 1),
      scope,
      ...ground,
      approval: testId('approval', 0),
      keys: [ref(keys.find(each => each.purpose === 'domain-be')!)],
      kept: [],
    });
    const second = { ...keys[1]!, key: keyId('domain-be', 'contract', 2), generation: 2 };
    const context = { keys: [second] };
    when([...holder, word(0), used], { ...ground, scope }, context).thenRefused('approval-needed');
    const [begun] = when([...holder, word(0), used, word(1)], { ...ground, scope }, context).events();
    expect(begun!.data).toMatchObject({ approval: testId('approval', 1) });
    // Whoever gave the first may give the second.
    given(...holder, word(0), used)
      .when((state, { given: around }) =>
        decideApprove(state, { ...ground, scope }, { ...around, rules, by: 'test' }),
      )
      .thenYields(approved({ ...ground, scope }));
  });

  test('what nobody needs is one officer’s: an optional field, what was superseded, a month that is over', () => {
    for (const scope of [
      { of: 'field', purpose: 'contract', field: 'telephone' },
      { of: 'superseded', purpose: 'contract' },
      { of: 'period', purpose: 'fraud', period: '2026-01' },
    ] as const)
      expect(when(phone, { scope }, {}, '2026-05-02T09:00:00Z').refusal()).toBeUndefined();
  });

  test('what is said once of a part is named with it, its purpose without version', () => {
    given(...holder)
      .when((state, { given: context }) =>
        decideApprove(state, { ...ground, scope: part('domain-be/1') }, { ...context, rules, by: 'an' }),
      )
      .thenYields(approved({ ...ground, scope: part('domain-be') }));
    given(...holder, approved({ ...ground, scope: part('domain-be') }))
      .when((state, { given: context }) =>
        decideApprove(state, { ...ground, scope: part('domain-be') }, { ...context, rules, by: 'test' }),
      )
      .thenNothing();
  });
});

describe('Art. 17(1)(a): what is still needed is not erased as no longer needed', () => {
  const part = (purpose: string, field?: string): Partial<BeginErasureBody> => ({
    scope: (field ? { of: 'field', purpose, field } : { of: 'purpose', purpose }) as never,
  });
  const service = { what: 'service', service: testId('service'), type: 'domain', endedBy: 'end-service' };

  test('a service that runs, and until when it does', () => {
    when([...holder, approved()], {}).thenRefused('still-needed', { needed: [service] });
    when([...holder, ended('2026-06-30'), approved()], {}).thenRefused('still-needed', {
      needed: [{ ...service, until: '2026-06-30' }],
    });
  });

  test('the required fields of an open purpose; not its optional ones, nor what a closed one held', () => {
    const fields = ['familyName', 'givenName', 'address', 'email'];
    const contract = { what: 'purpose', purpose: 'contract', endedBy: 'end-service' };
    when(holder, part('contract')).thenRefused('still-needed', { needed: [{ ...contract, fields }] });
    when(holder, part('contract', 'email')).thenRefused('still-needed', {
      needed: [{ ...contract, fields: ['email'] }],
    });
    const phone = [...holder, collected('contract', { telephone: jan.telephone })];
    expect(when(phone, part('contract', 'telephone')).refusal()).toBeUndefined();
    when(holder, part('domain-be', 'telephone')).thenRefused('still-needed', {
      needed: [{ what: 'purpose', purpose: 'domain-be', fields: ['telephone'], endedBy: 'end-service' }],
    });
    expect(when(over, part('domain-be')).refusal()).toBeUndefined();
    expect(when(holder, { scope: { of: 'superseded', purpose: 'contract' } }).refusal()).toBeUndefined();
  });

  test('what would end it: a way of paying that is dropped, the erasure of who has no service, the end of a month’s time', () => {
    const pays = [
      registered(),
      chosen('direct-debit', 'kbc'),
      collected('direct-debit', { familyName: 'P' }),
    ];
    const needed = (history: readonly SubjectDecided[], body: Partial<BeginErasureBody>, at?: string) => {
      try {
        when(history, body, {}, at).events();
        return 'goes';
      } catch (error) {
        return (error as { details: { needed: object[] } }).details.needed;
      }
    };
    expect(needed(pays, part('direct-debit'))).toMatchObject([{ endedBy: 'drop-payment' }]);
    const waits = [registered(), collected('contract', { email: jan.email })];
    expect(needed(waits, part('contract'))).toMatchObject([{ endedBy: 'erase-subject' }]);
    expect(when([...waits, approved()], {}).refusal()).toBeUndefined();
    const january = { scope: { of: 'period', purpose: 'fraud', period: '2026-01' } } as const;
    expect(needed(holder, january)).toMatchObject([
      { purpose: 'fraud', fields: ['ipAddress'], until: '2026-04-30', endedBy: 'retention' },
    ]);
    expect(needed(holder, january, '2026-05-02T09:00:00Z')).toBe('goes');
  });

  test('on another ground of Art. 17(1) it goes, with what that ground needs', () => {
    const hosting = [...holder, started('hosting'), collected('hosting', { email: jan.email })];
    const of = { ...part('hosting'), request: testId('request') };
    const asked: AskedFor = { kind: 'erasure', subject: SELF, registeredBy: 'an' };
    const forIt = (body: Partial<BeginErasureBody>) => when(hosting, body, { asked });
    expect(forIt(of).refusal()).toBe('still-needed');
    expect(forIt({ ...of, reason: 'retention-ended' }).refusal()).toBe('still-needed');
    for (const rest of [
      { reason: 'unlawful', finding: 'not-needed-for-purpose' },
      { reason: 'legal-obligation', law: 'Art. 12 WVP' },
    ] as const) {
      const [begun] = forIt({ ...of, ...rest }).events();
      expect(begun).toMatchObject({ type: 'ErasureBegun', data: rest });
      forIt({ ...of, reason: rest.reason }).thenRefused('malformed-value');
    }
    forIt({ ...of, finding: 'kept-too-long' }).thenRefused('malformed-value');
  });
});

describe('P19: an erasure for a request', () => {
  const request = testId('request');
  const asked: AskedFor = { kind: 'erasure', subject: SELF, registeredBy: 'an' };
  const naming = (named: AskedFor | undefined, by = OLIVIA) =>
    when([...over, approved({ request })], { request }, { asked: named, by });

  test('one that is there, of this subject, settled; and somebody else registered it', () => {
    expect(naming(asked).refusal()).toBeUndefined();
    for (const other of [undefined, { ...asked, subject: testId('other') }, { ...asked, kind: 'access' }])
      naming(other).thenRefused('request-not-fitting');
    naming({ ...asked, wants: 'confirmation-outstanding' }).thenRefused('confirmation-outstanding');
    naming({ ...asked, registeredBy: 'olivia' }).thenRefused('another-person-needed');
  });

  test('staff erases a part, for a request or not; a service what the catalogue lets its client', () => {
    const hosting = [...holder, collected('hosting', { email: jan.email })];
    const of = { scope: { of: 'purpose', purpose: 'hosting' } } as const;
    expect(when(hosting, of, { by: AN }).refusal()).toBeUndefined();
    when(hosting, of, { by: SHOP }).thenRefused('client-not-allowed');
    const client = { client: 'service', purposes: ['hosting'], recipients: [], erases: ['hosting'] };
    const catalogue: Catalogue = { ...dcube, clients: [client] };
    expect(when(hosting, of, { by: SHOP, catalogue }).refusal()).toBeUndefined();
    when(over, {}, { by: SHOP, catalogue }).thenRefused('client-not-allowed');
  });
});

test('Art. 17(1)(e): a law is named by article and code; no words, which could be of a person', () => {
  const shape = new CompiledForm(BeginErasureBody);
  const fits = (law: string): boolean =>
    shape.fits({ scope: { of: 'subject' }, reason: 'legal-obligation', law });
  for (const law of ['Art. 12 WVP', 'Art. XV.3 WER', 'Art. 46bis §1 SV', 'Art. 5 GDPR'])
    expect([law, fits(law)]).toEqual([law, true]);
  for (const law of [
    'Art. 12',
    'Jan Peeters',
    'Art. 12 WVP Jan Peeters',
    'arrest 9000 Gent',
    'Art. Peeters WVP',
  ])
    expect([law, fits(law)]).toEqual([law, false]);
});
