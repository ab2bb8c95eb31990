import {
  changesBetween,
  checkOf,
  digestOf,
  shippedCatalogues,
  type Catalogue,
  type CatalogueEventData,
  type Published,
} from '#libs/catalogue';
import type { Decided } from '#libs/commands';
import { givenIn, type Decision, type Scenario } from '#libs/commands/testing';
import { decideBegin } from './commands/begin-draft';
import { decidePublish } from './commands/publish-draft';
import { decideRevise } from './commands/revise-draft';
import { decideWithdraw } from './commands/withdraw-draft';
import { effectsOf } from './effects';
import type { DraftEventData } from './events';
import { DRAFTS, VERSIONS, type DraftsState, type VersionsState } from './state';

type Drafts = Scenario<DraftsState, DraftEventData>;
type Decide = Parameters<Drafts['when']>[0];

const [OLIVIA, PIETER] = ['olivia', 'pieter'];
const DRAFT = '1d000000-0000-8000-8000-000000000001';
const NOW = '2026-12-01T10:00:00.000Z';
const last = shippedCatalogues().at(-1)!;
const given = givenIn(DRAFTS, last, NOW);
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
const OVERTAKEN = [...PUBLISHED, of(text('2026-12-24'))];
const basedOn = last.version;

const begin =
  (catalogue = text(), on = basedOn): Decide =>
  () =>
    decideBegin({ basedOn: on, catalogue }, { draft: DRAFT, published: PUBLISHED });
const revise =
  (body: object = {}, published: readonly Published[] = PUBLISHED): Decide =>
  state =>
    decideRevise(
      state,
      { basedOn, catalogue: text('2027-02-01'), replaces: digestOf(text()), ...body },
      { draft: DRAFT, published },
    );
const withdraw =
  (published: readonly Published[] = PUBLISHED): Decide =>
  state =>
    decideWithdraw(state, { draft: DRAFT, published });

const versions = (published: readonly Published[]): Scenario<VersionsState, CatalogueEventData> =>
  givenIn<VersionsState, CatalogueEventData>(
    { ...VERSIONS, fold: { ...VERSIONS.fold, initial: published } },
    last,
    NOW,
  )();
/** An officer publishes the draft as it stands in `state`, after they were shown `check`. */
const publishes =
  ({ state }: Drafts, by: string, check?: string) =>
  (published: VersionsState): Decided<CatalogueEventData>[] => {
    const draft = state.drafts[DRAFT]!;
    const shown = check ?? checkOf(draft, published.at(-1)!);
    return decidePublish(published, draft, { check: shown }, { by, now: new Date(NOW) });
  };
const publish = (
  drafts: Drafts,
  by: string,
  { check, published = PUBLISHED }: { check?: string; published?: readonly Published[] } = {},
): Decision<Decided<CatalogueEventData>> => versions(published).when(publishes(drafts, by, check));

const drafted = given().and(begin(), NOW, OLIVIA);
const withdrawn = drafted.and(withdraw(), NOW, PIETER);
const done = versions(PUBLISHED).and(publishes(drafted, PIETER), NOW, PIETER).state;

describe('P21 given a draft of the next version', () => {
  test('two officers publish it: whose text it is, and another', () => {
    publish(drafted, PIETER).thenYields({
      type: 'CatalogueDraftPublished',
      data: {
        version: '2027-01-01',
        from: '2027-01-01',
        digest: digestOf(text()),
        catalogue: text(),
        draft: DRAFT,
        draftedBy: OLIVIA,
      },
    });
    expect(done.at(-1)).toMatchObject({ version: '2027-01-01', draft: DRAFT, catalogue: text() });
  });

  test.each<[string, () => Decision<unknown>, Parameters<Decision<unknown>['thenRefused']>[0]]>([
    [
      'it is begun on a version that is not the last one',
      () => given().when(begin(text(), '2018-05-25')),
      'draft-outdated',
    ],
    ['it is revised on one', () => drafted.when(revise({}, OVERTAKEN)), 'draft-outdated'],
    ['somebody kept another text meanwhile', () => drafted.when(revise({ replaces: 'x' })), 'draft-changed'],
    ['it is withdrawn and revised', () => withdrawn.when(revise()), 'draft-closed'],
    ['it is withdrawn and published', () => publish(withdrawn, PIETER), 'draft-closed'],
    ['it is published and revised', () => drafted.when(revise({}, done)), 'draft-closed'],
    ['it is published and withdrawn', () => drafted.when(withdraw(done)), 'draft-closed'],
    ['whose text it is publishes', () => publish(drafted, OLIVIA), 'second-officer-needed'],
    [
      'who gave it its last text publishes',
      () => publish(drafted.and(revise(), NOW, PIETER), PIETER),
      'second-officer-needed',
    ],
    [
      'another version was published since',
      () => publish(drafted, PIETER, { published: OVERTAKEN }),
      'draft-outdated',
    ],
    ['nobody checked it', () => publish(drafted, PIETER, { check: 'x'.repeat(43) }), 'draft-not-checked'],
    [
      'the check was of the text before',
      () => {
        const check = checkOf(drafted.state.drafts[DRAFT]!, PUBLISHED[0]!);
        return publish(drafted.and(revise(), NOW, OLIVIA), PIETER, { check });
      },
      'draft-not-checked',
    ],
    ['there is none', () => given().when(revise()), 'not-found'],
  ])('when %s, it is refused', (_what, decision, expected) => {
    decision().thenRefused(expected);
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
    const faults = expect.arrayContaining([expect.objectContaining({ code: fault })]) as string[];
    publish(given().and(begin(catalogue), NOW, OLIVIA), PIETER).thenRefused('draft-refused', { faults });
  });

  test('each step again changes nothing', () => {
    publish(drafted, PIETER, { published: done }).thenNothing();
    withdrawn.when(withdraw()).thenNothing();
    drafted.when(revise({ catalogue: text() })).thenNothing();
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
