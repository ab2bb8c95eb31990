import { useEffect, useRef, type RefObject } from 'react';

/** How high each address was left, so that one comes back to where one was; in memory only. */
const heights = new Map<string, number>();
let came: 'on' | 'back' | undefined;
/** Whether the part that the address asks for is to be come to yet. */
let awaited = true;

history.scrollRestoration = 'manual';
// The router tells of what it does to the history by events of the same names.
addEventListener('pushState', () => {
  came = 'on';
  awaited = true;
});
addEventListener('popstate', () => {
  came = 'back';
  awaited = false;
});
addEventListener('scroll', () => heights.set(location.href, scrollY), { passive: true });

/** Goes to where a view begins, or to where it was left. @returns whether one came from another one */
export function arrive(): boolean {
  const how = came;
  came = undefined;
  if (how === undefined) return false;
  scrollTo(0, how === 'back' ? (heights.get(location.href) ?? 0) : 0);
  return true;
}

/**
 * The part of a view that the address asks for: one comes there instead of to where the view begins, once.
 * @param which what is asked for; nothing where nothing is
 */
export function usePart(which: string | undefined): RefObject<HTMLDivElement | null> {
  const part = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (which === undefined || !awaited) return;
    awaited = false;
    came = undefined;
    part.current?.focus();
  }, [which]);
  return part;
}
