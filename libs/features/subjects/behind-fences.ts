import { purposeName, type Field } from '#libs/catalogue';
import { ToSeal } from '#libs/commands';
import type { SubjectDecided } from './guards';
import type { SealedValues } from './events';
import { scopeName, type SubjectState } from './state';

/**
 * Decided events of who knows what was erased: values that are given anew get a key behind the fence, and a version that
 * none had before.
 */
export function behindFences(state: SubjectState, decided: readonly SubjectDecided[]): SubjectDecided[] {
  if (Object.keys(state.erasedKeys).length === 0) return [...decided];
  return decided.map(each => ({ ...each, data: adapted(state, each.data) }) as SubjectDecided);
}

function adapted(state: SubjectState, data: unknown): unknown {
  if (data instanceof ToSeal) {
    if (data.owner !== undefined) return data;
    const after = state.erasedKeys[scopeName(data)];
    const { purpose, period, values } = data;
    return after === undefined || after === data.after ? data : new ToSeal(purpose, period, values, after);
  }
  if (Array.isArray(data)) return data.map(item => adapted(state, item));
  if (typeof data !== 'object' || data === null || Object.getPrototypeOf(data) !== Object.prototype)
    return data;
  const members = Object.entries(data).map(([name, value]) => [name, adapted(state, value)] as const);
  return later(state, Object.fromEntries(members));
}

/** Versions of values that were held before, erased and are given again go on where they were. */
function later(state: SubjectState, data: Record<string, unknown>): Record<string, unknown> {
  const { purpose, versions, sealed } = data as Partial<SealedValues>;
  const erased = purpose === undefined ? undefined : state.erasedVersions[purposeName(purpose)];
  // What is sealed for another owner gives no value anew: its versions are those that were.
  if (!erased || !versions || !(sealed instanceof ToSeal) || sealed.owner !== undefined) return data;
  const next = Object.entries(versions).map(([field, version]) => [
    field,
    Math.max(version, (erased[field as Field] ?? 0) + 1),
  ]);
  return { ...data, versions: Object.fromEntries(next) };
}
