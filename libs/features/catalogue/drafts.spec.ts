import {
  changesBetween,
  checkOf,
  digestOf,
  shippedCatalogues,
  type Catalogue,
  type Published,
} from '#libs/catalogue';
import type { DomainError } from '#libs/kernel';
import { decideBegin } from './commands/begin-draft';
import { decidePublish } from './commands/publish-draft';
import { decideRevise } from './commands/revise-draft';
import { decideWithdraw } from './commands/withdraw-draft';
import { effectsOf } from './effects';
import type { DraftEvent } from './events';
import { DRAFTS, VERSIONS, type DraftsState } from './state';

const [OLIVIA, PIETER] = ['olivia', 'pieter'];
const DRAFT = '1d000000-0000-8000-8000-000000000001';
const NOW = new Date('2026-12-01T10:00:00Z');
const last = shippedCatalogues().at(-1)!;
const text = (version = '2027-01-01', more: Partial<Catalogue> = {}): Catalogue => ({
  ...last,
  version,
  from: version,
  ...more,
});
const of = (catalogue: Catalogue): Published => ({
  version: catalogue.version,
  from: catalogue.from,
  digest: digestOf(catalogue),
  catalogue,
  time: '2026-11-24T10:00:00.000Z',
});
const PUBLISHED = [of(last)];
const basedOn = last.version;

type Decided = readonly { readonly type: string; readonly data: unknown }[];
/** The state after these decisions, each with the officer who made it. */
const after = (...decided: readonly (readonly [by: string, events: Decided])[]): DraftsState =>
  decided
    .flatMap(([by, events]) =>
      events.map(each => ({ ...each, actor: { role: 'privacy-officer', id: by }, time: NOW.toISOString() })),
    )
    .reduce((state, each) => DRAFTS.fold.evolve(state, each as never as DraftEvent, 0), DRAFTS.fold.initial);
const versionsAfter = (...events: Decided): readonly Published[] =>
  events.reduce<readonly Published[]>(
    (state, each) => VERSIONS.fold.evolve(state, { ...each, time: NOW.toISOString() } as never, 0),
    PUBLISHED,
  );
const code = (decide: () => unknown): string => {
  try {
    return JSON.stringify(decide());
  } catch (error) {
    return (error as DomainError).code;
  }
};

const begin = (catalogue = text(), on = basedOn): Decided =>
  decideBegin({ basedOn: on, catalogue }, { draft: DRAFT, published: PUBLISHED });
const revise = (state: DraftsState, body: object = {}, published = PUBLISHED): Decided =>
  decideRevise(
    state,
    { basedOn, catalogue: text('2027-02-01'), replaces: digestOf(text()), ...body },
    { draft: DRAFT, published },
  );
const publish = (
  state: DraftsState,
  by: string,
  given: { check?: string; published?: readonly Published[] } = {},
): Decided => {
  const { published = PUBLISHED } = given;
  const draft = state.drafts[DRAFT]!;
  const { check = checkOf(draft, published.at(-1)!) } = given;
  return decidePublish(published, draft, { check }, { by, now: NOW });
};

const DRAFTED = after([OLIVIA, begin()]);
const WITHDRAWN = after(
  [OLIVIA, begin()],
  [PIETER, decideWithdraw(DRAFTED, { draft: DRAFT, published: PUBLISHED })],
);
const DONE = versionsAfter(...publish(DRAFTED, PIETER));
const OVERTAKEN = [...PUBLISHED, of(text('2026-12-24'))];

describe('P21 given a draft of the next version', () => {
  test('two officers publish it: whose text it is, and another', () => {
    expect(publish(DRAFTED, PIETER)).toMatchObject([
      {
        type: 'CatalogueDraftPublished',
        data: {
          version: '2027-01-01',
          from: '2027-01-01',
          digest: digestOf(text()),
          draft: DRAFT,
          draftedBy: OLIVIA,
        },
      },
    ]);
    expect(DONE.at(-1)).toMatchObject({ version: '2027-01-01', draft: DRAFT, catalogue: text() });
  });

  test.each<[string, () => unknown, string]>([
    [
      'it is begun on a version that is not the last one',
      () => begin(text(), '2018-05-25'),
      'draft-outdated',
    ],
    ['it is revised on one', () => revise(DRAFTED, {}, OVERTAKEN), 'draft-outdated'],
    ['somebody kept another text meanwhile', () => revise(DRAFTED, { replaces: 'x' }), 'draft-changed'],
    ['it is withdrawn and revised', () => revise(WITHDRAWN), 'draft-closed'],
    ['it is withdrawn and published', () => publish(WITHDRAWN, PIETER), 'draft-closed'],
    ['it is published and revised', () => revise(DRAFTED, {}, [...DONE]), 'draft-closed'],
    [
      'it is published and withdrawn',
      () => decideWithdraw(DRAFTED, { draft: DRAFT, published: DONE }),
      'draft-closed',
    ],
    ['whose text it is publishes', () => publish(DRAFTED, OLIVIA), 'second-officer-needed'],
    [
      'who gave it its last text publishes',
      () => publish(after([OLIVIA, begin()], [PIETER, revise(DRAFTED)]), PIETER),
      'second-officer-needed',
    ],
    [
      'another version was published since',
      () => publish(DRAFTED, PIETER, { published: OVERTAKEN }),
      'draft-outdated',
    ],
    ['nobody checked it', () => publish(DRAFTED, PIETER, { check: 'x'.repeat(43) }), 'draft-not-checked'],
    [
      'the check was of the text before',
      () =>
        publish(after([OLIVIA, begin()], [OLIVIA, revise(DRAFTED)]), PIETER, {
          check: checkOf(DRAFTED.drafts[DRAFT]!, PUBLISHED[0]!),
        }),
      'draft-not-checked',
    ],
    ['there is none', () => revise(DRAFTS.fold.initial), 'not-found'],
  ])('when %s, it is refused', (_what, decide, expected) => {
    expect(code(decide)).toBe(expected);
  });

  test.each<[string, Catalogue, string]>([
    ['contradicts itself', text('2027-01-01', { documents: [] }), 'policy-without-document'],
    ['has a name that there is', text(last.version, { from: '2027-01-01' }), 'version-published'],
    ['begins in the past', text('2027-01-01', { from: '2020-01-01' }), 'begins-too-early'],
    [
      'changes a purpose under its number',
      text('2027-01-01', { purposes: last.purposes.map(each => ({ ...each, basis: 'A6-1-f' })) }),
      'purpose-number-taken',
    ],
  ])('one that %s is refused, with the fault', (_what, catalogue, fault) => {
    const state = after([OLIVIA, begin(catalogue)]);
    const refused = (): unknown => publish(state, PIETER);
    expect(code(refused)).toBe('draft-refused');
    expect(refused).toThrow(
      expect.objectContaining({
        details: { faults: expect.arrayContaining([expect.objectContaining({ code: fault })]) as unknown },
      }) as Error,
    );
  });

  test('each step again changes nothing', () => {
    expect(publish(DRAFTED, PIETER, { published: DONE })).toEqual([]);
    expect(decideWithdraw(WITHDRAWN, { draft: DRAFT, published: PUBLISHED })).toEqual([]);
    expect(revise(DRAFTED, { catalogue: text() })).toEqual([]);
  });
});

describe('what is counted of a change', () => {
  const purposes = (change: (each: Catalogue['purposes'][number]) => object): Catalogue =>
    text('2027-01-01', {
      purposes: last.purposes.map(each => ({ ...each, ...change(each) })),
    });
  const effects = (after: Catalogue): unknown => effectsOf(changesBetween(last, after), last, after);

  test('nothing of words, and of who may look', () => {
    expect(effects(text('2027-01-01', { looks: [] }))).toEqual([]);
    expect(effects(purposes(({ label }) => ({ label: { ...label, en: 'other words' } })))).toEqual([]);
  });

  test('of a field that is needed: who is under the old rules, and who lacks it', () => {
    const after = purposes(({ id, required, optional }) =>
      id === 'contract/1'
        ? { required: [...required, 'telephone'], optional: optional.filter(each => each !== 'telephone') }
        : {},
    );
    expect(effects(after)).toEqual([
      { code: 'held-under-earlier-rules', purpose: 'contract' },
      { code: 'field-wanting', purpose: 'contract', field: 'telephone', naturalPersonOnly: false },
    ]);
  });

  test('of a recipient that is gone, once, whatever it got data for', () => {
    const without = purposes(({ recipients }) => ({
      recipients: recipients.filter(({ recipient }) => recipient !== 'ingenico'),
    }));
    const gone = { ...without, recipients: last.recipients.filter(({ id }) => id !== 'ingenico') };
    const received = (of: unknown): unknown[] =>
      (of as { code: string }[]).filter(({ code: each }) => each === 'received-before');
    expect(received(effects(without))).toEqual([
      { code: 'received-before', recipient: 'ingenico', purpose: 'online-payment' },
    ]);
    expect(received(effects(gone))).toEqual([{ code: 'received-before', recipient: 'ingenico' }]);
  });

  test('of what opens with something else, or is gone', () => {
    const opening = { services: ['email'] } as const;
    const other = purposes(({ id }) => (id === 'hosting/1' ? { opening } : {}));
    expect(effects(other)).toContainEqual({
      code: 'purpose-closes',
      purpose: 'hosting',
      was: { services: ['hosting'] },
      is: opening,
    });
    const gone = { ...other, purposes: other.purposes.filter(({ id }) => id !== 'hosting/1') };
    expect(effects(gone)).toContainEqual({
      code: 'purpose-closes',
      purpose: 'hosting',
      was: { services: ['hosting'] },
    });
  });
});
