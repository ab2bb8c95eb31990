/**
 * The first place where two JSON values differ, as a JSON Pointer (RFC 6901), members in the order of their names.
 * The empty pointer is the whole value. Undefined when they are equal.
 */
export function firstDifference(a: unknown, b: unknown, at = ''): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return at;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  if (!Array.isArray(a)) names.sort();
  for (const name of names) {
    const place = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!Object.hasOwn(a, name) || !Object.hasOwn(b, name)) return place;
    const found = firstDifference(a[name], b[name], place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
