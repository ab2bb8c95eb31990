import type { ProblemCode } from '#libs/kernel';

/**
 * Where a request breaks which rule. `pointer` is a JSON Pointer (RFC 6901) into the body and names only members that
 * the description knows; `parameter` is a query parameter or header of the description. Never a value.
 * `rule` is the JSON Schema keyword that failed there, or a rule's name from the domain.
 */
export type RequestError = { readonly rule: string } & (
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
