import { purposeName, type Field } from '#libs/catalogue';
import type { SubjectEvent } from './events';
import { scopeName, type HeldValue, type HeldValues, type Link, type SubjectState } from './state';

type Event<T extends SubjectEvent['type']> = Extract<SubjectEvent, { type: T }>;

/**
 * What an erasure takes from the state at once: whatever is sealed under its keys. Of a whole one all goes but what is
 * kept, who received data, and that there was somebody.
 */
export function erasureBegun(state: SubjectState, { data, time }: Event<'ErasureBegun'>): SubjectState {
  const { erasure, keys, ...rest } = data;
  const whole = data.scope.of === 'subject';
  const ids = new Set((whole ? data.kept : keys).map(({ key }) => key));
  const goes = (key: string): boolean => ids.has(key) !== whole;
  return {
    ...state,
    ...withoutValues(state, goes),
    ...(whole ? nothingElse : { links: withoutLinkValues(state.links, goes) }),
    erasedKeys: generations(state.erasedKeys, keys),
    erasures: { ...state.erasures, [erasure]: { ...rest, keys, begun: time } },
  };
}

const nothingElse = {
  erasure: 'begun',
  links: {},
  services: {},
  accepted: {},
  payment: null,
  restrictions: {},
  objections: {},
  approvals: {},
} as const satisfies Partial<SubjectState>;

/** The same values in another envelope. One that was corrected meanwhile is not there any more, and stays so. */
export function resealed(state: SubjectState, { id, data }: Event<'DataResealed'>): SubjectState {
  const name = purposeName(data.purpose);
  const held: Partial<Record<Field, HeldValue>> = { ...state.purposes[name] };
  for (const field of Object.keys(data.versions) as Field[]) {
    const before = held[field];
    if (before?.event === data.sealed.from) held[field] = { ...before, event: id, sealed: data.sealed };
  }
  return { ...state, purposes: { ...state.purposes, [name]: held } };
}

function withoutValues(
  state: SubjectState,
  goes: (key: string) => boolean,
): Pick<SubjectState, 'purposes' | 'erasedVersions'> {
  const purposes: Record<string, HeldValues> = {};
  const erasedVersions: Record<string, Partial<Record<Field, number>>> = { ...state.erasedVersions };
  for (const [purpose, held] of Object.entries(state.purposes)) {
    const entries = Object.entries(held) as [Field, HeldValue][];
    const gone = entries.filter(([, { sealed }]) => goes(sealed.key));
    const kept = entries.filter(([, { sealed }]) => !goes(sealed.key));
    if (kept.length > 0) purposes[purpose] = Object.fromEntries(kept);
    if (gone.length === 0) continue;
    const versions = Object.fromEntries(gone.map(([field, { version }]) => [field, version]));
    erasedVersions[purpose] = { ...erasedVersions[purpose], ...versions };
  }
  return { purposes, erasedVersions };
}

function withoutLinkValues(
  links: SubjectState['links'],
  goes: (key: string) => boolean,
): SubjectState['links'] {
  const kept = Object.entries(links).map(([id, link]): [string, Link] => {
    if (!link.value || !goes(link.value.sealed.key)) return [id, link];
    const { value: _value, ...rest } = link;
    return [id, rest];
  });
  return Object.fromEntries(kept);
}

function generations(
  before: SubjectState['erasedKeys'],
  keys: readonly { readonly purpose: string; readonly period: string; readonly generation: number }[],
): SubjectState['erasedKeys'] {
  const after: Record<string, number> = { ...before };
  for (const key of keys) {
    const name = scopeName(key);
    after[name] = Math.max(after[name] ?? 0, key.generation);
  }
  return after;
}
