/** Why a value is not accepted: stable short codes, safe to answer. */
export type Rule =
  | 'not-text'
  | 'empty'
  | 'too-long'
  | 'forbidden-character'
  | 'no-letter'
  | 'not-an-object'
  | 'unknown-member'
  | 'missing'
  | 'country-unknown'
  | 'postal-code-form'
  | 'postal-code-not-used'
  | 'telephone-not-international'
  | 'telephone-extension'
  | 'telephone-invalid'
  | 'email-form'
  | 'email-local-part'
  | 'email-domain'
  | 'language-form'
  | 'ip-form'
  | 'domain-form'
  | 'domain-label'
  | 'domain-single-label'
  | 'domain-not-registrable'
  | 'login-form'
  | 'reference-form'
  | 'identity-form';

/** A value in its one canonical form, or the rule that it breaks (`at`: in which member). Never an echo of the value. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;
export type Refused = { readonly ok: false; readonly rule: Rule; readonly at?: string };

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(rule: Rule, at?: string): Refused {
  return at === undefined ? { ok: false, rule } : { ok: false, rule, at };
}
