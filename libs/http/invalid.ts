import type { ProblemCode, Rule } from '#libs/kernel';

/**
 * Where a request breaks which rule. `pointer` is a JSON Pointer (RFC 6901) into the body and names only members that
 * the description knows; `parameter` is a query parameter or header of the description. Never a value.
 */
export type RequestError = { readonly rule: Rule } & (
  { readonly pointer: string } | { readonly parameter: string }
);

/** A request that does not have the described form. */
export class InvalidRequest extends Error {
  constructor(
    readonly code: ProblemCode & ('invalid-request' | 'unknown-field' | 'malformed-value'),
    readonly errors: readonly RequestError[],
  ) {
    super(code);
    this.name = 'InvalidRequest';
  }
}
