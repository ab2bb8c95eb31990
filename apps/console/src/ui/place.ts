/** How high each address was left, so that one comes back to where one was; in memory only. */
const heights = new Map<string, number>();
let came: 'on' | 'back' | undefined;

history.scrollRestoration = 'manual';
// The router tells of what it does to the history by events of the same names.
addEventListener('pushState', () => (came = 'on'));
addEventListener('popstate', () => (came = 'back'));
addEventListener('scroll', () => heights.set(location.href, scrollY), { passive: true });

/** Goes to where a view begins, or to where it was left. @returns whether one came from another one */
export function arrive(): boolean {
  const how = came;
  came = undefined;
  if (how === undefined) return false;
  scrollTo(0, how === 'back' ? (heights.get(location.href) ?? 0) : 0);
  return true;
}
