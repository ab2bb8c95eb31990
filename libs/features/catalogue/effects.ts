import { purposeOf, type Catalogue, type Change, type ChangeCode, type Opening } from '#libs/catalogue';

/** What a version would do to what is held now. What was recorded keeps the rules that it was recorded under (P21). */
export const EFFECTS = {
  'held-under-earlier-rules':
    'they have data for a purpose whose rules change or end: it keeps the basis and the retention that it was collected under',
  'field-wanting':
    'they have data for the purpose, but not a field that it needs from then on: until it is collected, nothing that needs it is shared',
  'purpose-closes':
    'the purpose is open for them and would not be: what is held for it is neither collected, shared nor looked for any more',
  'received-before':
    'the recipient had data of them, and is to hear of corrections and erasures still (Art. 19)',
} as const;
export type EffectCode = keyof typeof EFFECTS;

export interface Effect {
  readonly code: EffectCode;
  /** Without version number. */
  readonly purpose?: string;
  readonly recipient?: string;
  readonly field?: string;
  readonly subjects: number;
}

/** An effect before it is counted. */
export type Asked =
  | { readonly code: 'held-under-earlier-rules'; readonly purpose: string }
  | {
      readonly code: 'field-wanting';
      readonly purpose: string;
      readonly field: string;
      /** Legal persons do not have it. */
      readonly naturalPersonOnly: boolean;
    }
  | {
      readonly code: 'purpose-closes';
      readonly purpose: string;
      readonly was: Opening;
      readonly is?: Opening;
    }
  | { readonly code: 'received-before'; readonly recipient: string; readonly purpose?: string };

/** What an effect is told apart by from the others of a version. */
export type About = Omit<Effect, 'subjects'>;

export function aboutOf(asked: Asked): About {
  const { code, purpose, recipient, field } = asked as About;
  return { code, ...(purpose && { purpose }), ...(recipient && { recipient }), ...(field && { field }) };
}

/** Changes that name a purpose and leave what is collected for it as it is. */
const APART: readonly ChangeCode[] = [
  'purpose-added',
  'wording-changed',
  'look-added',
  'look-removed',
  'look-changed',
];

/** What is counted of a change from one version to another. Pure. */
export function effectsOf(changes: readonly Change[], before: Catalogue, after: Catalogue): readonly Asked[] {
  const gone = new Set(
    changes.flatMap(({ code, recipient }) => (code === 'recipient-removed' ? recipient! : [])),
  );
  const ruled = changes.flatMap(({ code, purpose }) =>
    purpose === undefined || APART.includes(code) ? [] : [purpose],
  );
  return [
    ...[...new Set(ruled)].map((purpose): Asked => ({ code: 'held-under-earlier-rules', purpose })),
    ...changes.flatMap(change => ofChange(change, gone, after)),
    ...closings(changes, before, after),
  ];
}

function ofChange(
  { code, purpose, recipient, field }: Change,
  gone: ReadonlySet<string>,
  after: Catalogue,
): Asked[] {
  if (code === 'field-required') {
    const { naturalPersonOnly } = purposeOf(after, purpose!)!;
    const only = naturalPersonOnly.some(each => each === field);
    return [{ code: 'field-wanting', purpose: purpose!, field: field!, naturalPersonOnly: only }];
  }
  if (code === 'recipient-removed') return [{ code: 'received-before', recipient: recipient! }];
  return code === 'sharing-removed' && !gone.has(recipient!)
    ? [{ code: 'received-before', recipient: recipient!, purpose: purpose! }]
    : [];
}

/** Of each purpose that opens with something else, or is gone: what it opens with before and after. */
function closings(changes: readonly Change[], before: Catalogue, after: Catalogue): Asked[] {
  const names = changes.flatMap(({ code, purpose }) =>
    code === 'opening-changed' || code === 'purpose-removed' ? [purpose!] : [],
  );
  return [...new Set(names)].map(purpose => {
    const is = purposeOf(after, purpose)?.opening;
    return { code: 'purpose-closes', purpose, was: purposeOf(before, purpose)!.opening, ...(is && { is }) };
  });
}
