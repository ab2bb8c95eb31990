import { bare } from '../ui/bare';
import type { Catalogue } from './catalogue-changes';

type Purpose = Catalogue['purposes'][number];

/** A purpose that differs from what it was in the last version has its next number; one that does not, the same (P21). */
export function numbered(purposes: readonly Purpose[], base: Catalogue): Purpose[] {
  return purposes.map(purpose => {
    const was = base.purposes.find(({ id }) => bare(id) === bare(purpose.id));
    if (was === undefined) return purpose;
    if (same(was, { ...purpose, id: was.id })) return { ...purpose, id: was.id };
    return purpose.id === was.id ? { ...purpose, id: following(was.id) } : purpose;
  });
}

/** Whether two texts say the same, whatever the order of their members. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, each]) => [name, inOrder(each)]));
}

/** `contract/2` after `contract/1`. */
function following(id: string): string {
  return id.replace(/\d+$/, number => String(Number(number) + 1));
}
