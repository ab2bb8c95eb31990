import fc from 'fast-check';
import { FIELDS, type Field } from '#libs/catalogue';
import type { EventRecord } from '#libs/event-store';
import { derivedId, randomId } from '#libs/kernel';
import {
  type DutyEventData,
  evolve,
  initial,
  scopeName,
  type HeldValue,
  type SealedValues,
  type SubjectEvent,
  type SubjectEventData,
  type SubjectEventType,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyRef, Sealed } from '#libs/vault';

const SECRET = Buffer.from('histories');
const SUBJECTS = 4;
const PURPOSES = ['contract', 'bookkeeping', 'domain-be'];

export function subjectId(number: number): string {
  return derivedId(SECRET, 'subject', String(number));
}

/** One step of a history: who, what, and chance for the rest. What cannot happen in the state is left out. */
interface Step {
  readonly subject: number;
  readonly what: SubjectEventType;
  readonly chance: readonly [number, number, number];
  /** Whether the clock moves before it. */
  readonly later: boolean;
}

const TYPES: readonly SubjectEventType[] = [
  ...Array<SubjectEventType>(6).fill('DataCorrected'),
  ...Array<SubjectEventType>(4).fill('DataShared'),
  'DataCollected',
  'DataCollected',
  'DataUsedFurther',
  'DataUsedFurther',
  'ServiceStarted',
  'ServiceRenewed',
  'ServiceEnded',
  'LoginLinked',
  'LoginUnlinked',
  'IdentityLinked',
  'IdentityUnlinked',
  'DomainLinked',
  'DomainLinked',
  'DomainUnlinked',
  'DomainTransferBegun',
  'DomainTransferFailed',
  'DocumentAccepted',
  'PaymentMethodChosen',
  'PaymentMethodDropped',
  'SharingFailed',
  'RenewalContacted',
  'ErasureApproved',
  'ProcessingRestricted',
  'LiftingAnnounced',
  'RestrictionLifted',
  'ErasureBegun',
  'DataErased',
];

/** Histories of a few subjects, interleaved, of all that can happen to a record. */
export const histories: fc.Arbitrary<SubjectEvent[]> = fc
  .array(
    fc.record({
      subject: fc.nat(SUBJECTS - 1),
      what: fc.constantFrom(...TYPES),
      chance: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
      later: fc.boolean(),
    }),
    { minLength: 10, maxLength: 60, size: 'max' },
  )
  .map(played);

function played(steps: readonly Step[]): SubjectEvent[] {
  const states = new Map<number, SubjectState>();
  const events: SubjectEvent[] = [];
  let time = Date.parse('2026-11-24T10:00:00Z');
  const happen = (subject: number, type: SubjectEventType, data: unknown): void => {
    const event = recordOf(events.length, subject, type, data, time) as SubjectEvent;
    events.push(event);
    states.set(subject, evolve(states.get(subject) ?? initial, event));
  };
  for (const { subject, what, chance, later } of steps) {
    if (later) time += 1;
    if (!states.has(subject)) {
      happen(subject, 'SubjectRegistered', { kind: 'natural-person', policy: '2018-05-25' });
    }
    const state = states.get(subject)!;
    const id: Id = name => derivedId(SECRET, name, String(events.length));
    if (what === 'ErasureBegun')
      for (const [type, data] of erasure(state, chance, id)) happen(subject, type, data);
    else if (what === 'DataErased') for (const [type, data] of completion(state)) happen(subject, type, data);
    else if (state.erasure === 'none') {
      const data = DATA[what as keyof Data](state, chance, id);
      if (data) happen(subject, what, data);
    }
  }
  return events;
}

type Happening = readonly [type: SubjectEventType, data: unknown];

/** An erasure of a purpose, a field, or superseded values, with what is sealed anew before it; now and then of all. */
function erasure(state: SubjectState, [a, b, c]: Step['chance'], id: Id): Happening[] {
  const purpose = pick(Object.keys(state.purposes), a);
  if (!purpose || state.erasure !== 'none') return [];
  const held = state.purposes[purpose]!;
  const of = pick(['purpose', 'field', 'field', 'superseded', 'subject'] as const, b)!;
  const field = pick(Object.keys(held) as Field[], c)!;
  const scope = of === 'subject' ? { of } : of === 'field' ? { of, purpose, field } : { of, purpose };
  const whole = of === 'subject';
  const keys = Object.keys(state.purposes)
    .filter(each => each === purpose || whole)
    .map(each => keyRef(state, each));
  const [kept] = whole && c % 2 === 0 ? keys : [];
  const stays = (Object.entries(held) as [Field, HeldValue][]).filter(
    ([name]) => of === 'superseded' || (of === 'field' && name !== field),
  );
  const erasure = id('erasure');
  const resealed = [...new Set(stays.map(([, { event }]) => event))].map((from, i): Happening => {
    const group = stays.filter(([, { event }]) => event === from);
    const commitments = Object.fromEntries(group.map(([name, { commitment }]) => [name, commitment]));
    const { key } = keyRef(state, purpose, 1);
    const versions = Object.fromEntries(group.map(([name, { version }]) => [name, version]));
    const box = id(`resealed ${i}`);
    const sealed = { key, box, purpose, period: 'contract', commitments, from };
    return ['DataResealed', { erasure, purpose: `${purpose}/1`, basis: 'A6-1-b', versions, sealed }];
  });
  const begun = {
    erasure,
    scope,
    reason: 'no-longer-needed',
    keys: keys.filter(({ key }) => key !== kept?.key),
    kept: kept ? [{ key: kept.key, purpose: kept.purpose, period: kept.period, until: '2036-12-31' }] : [],
  };
  return [...resealed, ['ErasureBegun', begun]];
}

function completion(state: SubjectState): Happening[] {
  return Object.entries(state.erasures)
    .filter(([, { fenced }]) => !fenced)
    .map(([erasure, { scope, kept }]) =>
      scope.of === 'subject'
        ? ['SubjectErased', { erasure, epoch: 1, kept }]
        : ['DataErased', { erasure, scope, epoch: 1, kept }],
    );
}

const GENERATIONS = new Map<string, number>();

/** Which key of its scope a key of a history is, from 1. */
export function generationOf(key: string): number | undefined {
  return GENERATIONS.get(key);
}

/**
 * The history with ids of its own, so that several live in one log and one keyring: there, a key that one of them begins
 * anew is the key that the next of the same person would start with.
 */
export function renamed(history: readonly SubjectEvent[]): SubjectEvent[] {
  const names = new Map<string, string>();
  const fresh = (id: string): string => {
    const known = names.get(id);
    if (known) return known;
    const name = randomId();
    names.set(id, name);
    const generation = GENERATIONS.get(id);
    if (generation !== undefined) GENERATIONS.set(name, generation);
    return name;
  };
  return JSON.parse(JSON.stringify(history).replace(DERIVED_IDS, fresh)) as SubjectEvent[];
}

const DERIVED_IDS = /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The key that a purpose's values are sealed under now, or the one after it. */
function keyRef(state: SubjectState, purpose: string, more = 0): KeyRef {
  const period = 'contract';
  const generation = (state.erasedKeys[scopeName({ purpose, period })] ?? 0) + 1 + more;
  const key = derivedId(SECRET, 'key', state.id, purpose, String(generation));
  GENERATIONS.set(key, generation);
  return { key, owner: `subject:${state.id}`, purpose, period, generation };
}

function recordOf(index: number, subject: number, type: string, data: unknown, time: number): EventRecord {
  return {
    id: derivedId(SECRET, 'event', String(index)),
    type,
    v: 1,
    stream: `subject-${subjectId(subject)}`,
    time: new Date(time).toISOString(),
    command: derivedId(SECRET, 'command', String(index)),
    fingerprint: 'Zmlyc3Q',
    actor: { role: 'service', id: 'webshop' },
    catalogue: '2018-05-25',
    data,
  };
}

type Id = (name: string) => string;
type Data = {
  readonly [
    T in Exclude<
      SubjectEventType,
      'ErasureBegun' | 'DataResealed' | 'DataErased' | 'SubjectErased' | keyof DutyEventData
    >
  ]: (state: SubjectState, chance: Step['chance'], id: Id) => SubjectEventData[T] | undefined;
};

function pick<T>(from: readonly T[], chance: number): T | undefined {
  return from[chance % Math.max(1, from.length)];
}

function sealed(state: SubjectState, id: Id, purpose: string, names: readonly string[]): Sealed {
  const commitments = Object.fromEntries(names.map(name => [name, id(`commitment ${name}`)]));
  return { key: keyRef(state, purpose).key, box: id('box'), purpose, period: 'contract', commitments };
}

/** The fields of a bit set, at least one. */
function fieldsOf(bits: number): Field[] {
  const some = FIELDS.filter((_, i) => (bits >> i) & 1);
  return some.length > 0 ? some : ['email'];
}

function values(state: SubjectState, purpose: string, fields: readonly Field[], id: Id): SealedValues {
  const held = state.purposes[purpose] ?? {};
  const erased = state.erasedVersions[purpose] ?? {};
  const versions = Object.fromEntries(
    fields.map(field => [field, (held[field]?.version ?? erased[field] ?? 0) + 1]),
  );
  return { purpose: `${purpose}/1`, basis: 'A6-1-b', versions, sealed: sealed(state, id, purpose, fields) };
}

function linksOf(state: SubjectState, kind: string): string[] {
  return Object.entries(state.links).flatMap(([id, link]) => (link.kind === kind && link.value ? [id] : []));
}

const DATA: Data = {
  OtherPersonMarked: (state, [a], id) => {
    const purpose = pick(Object.keys(state.purposes), a);
    const [field, held] = Object.entries(purpose === undefined ? {} : state.purposes[purpose]!)[0] ?? [];
    if (purpose === undefined || !held) return undefined;
    return { mark: id('mark'), purpose, field: field as Field, version: held.version };
  },
  OtherPersonSettled: (state, [a]) => {
    const mark = pick(Object.keys(state.ofOthers), a);
    return mark === undefined ? undefined : { mark, outcome: a % 2 === 0 ? 'shown' : 'left-out' };
  },
  SubjectRegistered: () => undefined,
  DataCollected: (state, [a, b, c], id) => ({
    source: pick(['subject', 'third-person', 'migration'] as const, a)!,
    purposes: [values(state, pick(PURPOSES, b)!, fieldsOf(c), id)],
  }),
  DataCorrected: (state, [a, b, c], id) => {
    const holding = Object.keys(state.purposes);
    if (holding.length === 0) return undefined;
    const both = a % 3 === 0 ? holding : [pick(holding, b)!];
    const purposes = both.map(purpose => {
      const held = Object.keys(state.purposes[purpose]!) as Field[];
      const some = held.filter((_, i) => (c >> i) & 1);
      return values(state, purpose, some.length > 0 ? some : held.slice(0, 1), id);
    });
    const channel = pick(['application', 'letter'] as const, a)!;
    return { channel, source: pick(['subject', 'third-person'] as const, c)!, purposes };
  },
  DataUsedFurther: (state, [a, b, c], id) => {
    const from = pick(Object.keys(state.purposes), a);
    if (!from) return undefined;
    const held = state.purposes[from]!;
    const fields = (Object.keys(held) as Field[]).filter((_, i) => i === 0 || (c >> i) & 1);
    return {
      from: `${from}/1`,
      fromVersions: Object.fromEntries(fields.map(field => [field, held[field]!.version])),
      purposes: [
        values(
          state,
          pick(
            PURPOSES.filter(purpose => purpose !== from),
            b,
          )!,
          fields,
          id,
        ),
      ],
    };
  },
  ServiceStarted: (_state, [a], id) => ({
    service: id('service'),
    serviceType: 'hosting',
    from: '2026-01-01',
    ...(a % 2 === 0 && { renewsOn: '2027-01-01', link: id('link') }),
  }),
  ServiceRenewed: (state, [a]) => {
    const service = pick(Object.keys(state.services), a);
    return service ? { service, renewsOn: '2028-01-01' } : undefined;
  },
  ServiceEnded: (state, [a]) => {
    const service = pick(Object.keys(state.services), a);
    return service ? { service, on: '2027-06-01' } : undefined;
  },
  LoginLinked: (state, _chance, id) => ({
    link: id('link'),
    sealed: sealed(state, id, 'contract', ['login']),
  }),
  LoginUnlinked: (state, [a]) => unlink(state, 'login', a),
  IdentityLinked: (state, _chance, id) => ({
    link: id('link'),
    sealed: sealed(state, id, 'contract', ['issuer', 'subject']),
  }),
  IdentityUnlinked: (state, [a]) => unlink(state, 'identity', a),
  DomainLinked: (state, [a], id) => ({
    link: id('link'),
    role: pick(['holder', 'payer'] as const, a)!,
    extension: 'be',
    sealed: sealed(state, id, 'contract', ['domain']),
  }),
  DomainUnlinked: (state, [a]) => {
    const link = unlink(state, 'domain', a);
    return link && { ...link, reason: 'ended' };
  },
  DomainTransferBegun: (state, [a], id) => {
    const link = unlink(state, 'domain', a);
    return link && { ...link, transfer: id('transfer'), to: subjectId(9) };
  },
  DomainTransferFailed: (state, [a]) => {
    const open = Object.entries(state.transfers).filter(([, { status }]) => status === 'under-way');
    const [transfer, of] = pick(open, a) ?? [];
    return transfer && of ? { transfer, link: of.link, code: 'conflict-retry' } : undefined;
  },
  DocumentAccepted: (_state, [a, b]) => ({
    document: pick(['policy', 'terms:be'], a)!,
    version: pick(['1', '2'], b)!,
    on: '2026-01-01',
    channel: 'application',
  }),
  PaymentMethodChosen: (_state, [a]) =>
    a % 2 === 0 ? { method: 'direct-debit', instance: 'kbc' } : { method: 'online-payment' },
  PaymentMethodDropped: state => (state.payment ? { method: state.payment.method } : undefined),
  DataShared: (state, [a, b], id) => {
    const purpose = pick(Object.keys(state.purposes), a);
    if (!purpose) return undefined;
    const held = Object.entries(state.purposes[purpose]!);
    return {
      sharing: id('sharing'),
      recipient: pick(['dns-belgium', 'bank'], b)!,
      ...(b % 2 === 1 && { instance: 'kbc' }),
      purpose: `${purpose}/1`,
      basis: 'A6-1-b',
      versions: Object.fromEntries(held.map(([field, { version }]) => [field, version])),
      commitments: Object.fromEntries(held.map(([field, { commitment }]) => [field, commitment])),
      transit: [],
    };
  },
  SharingFailed: state => {
    const latest = state.sharings?.latest;
    return latest ? { sharing: latest.sharing, reason: 'unreachable' } : undefined;
  },
  ErasureApproved: (_state, _chance, id) => ({ approval: id('approval'), reason: 'no-longer-needed' }),
  RenewalContacted: (_state, _chance, id) => ({
    service: id('service'),
    purpose: 'renewal/1',
    basis: 'A6-1-f',
    channel: 'email',
    versions: {},
    commitments: {},
  }),
  ProcessingRestricted: (_state, _chance, id) => ({
    restriction: id('restriction'),
    ground: 'accuracy-contested',
  }),
  LiftingAnnounced: (state, [a]) => {
    const restriction = pick(Object.keys(state.restrictions), a);
    return restriction
      ? {
          restriction,
          reason: 'accuracy-settled',
          channel: 'letter',
          language: 'nl',
          purpose: 'data-subject-request/1',
          basis: 'A6-1-c',
          fields: {},
        }
      : undefined;
  },
  RestrictionLifted: (state, [a]) => {
    const restriction = pick(Object.keys(state.restrictions), a);
    return restriction ? { restriction, reason: 'accuracy-settled' } : undefined;
  },
  ObjectionRaised: (_state, _chance, id) => ({
    objection: id('objection'),
    purpose: 'fraud/1',
    basis: 'A6-1-f',
  }),
  ObjectionSettled: (state, [a, b]) => {
    const objection = pick(Object.keys(state.objections), a);
    const outcome = pick(['upheld', 'compelling-grounds'] as const, b)!;
    return objection ? { objection, purpose: 'fraud', outcome } : undefined;
  },
};

function unlink(state: SubjectState, kind: string, chance: number): { link: string } | undefined {
  const link = pick(linksOf(state, kind), chance);
  return link ? { link } : undefined;
}
