import type { Rule } from '#libs/kernel';

/** A value in its one canonical form, or the rule that it breaks (`at`: in which member). Never an echo of the value. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;
export type Refused = { readonly ok: false; readonly rule: Rule; readonly at?: string };

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(rule: Rule, at?: string): Refused {
  return at === undefined ? { ok: false, rule } : { ok: false, rule, at };
}
