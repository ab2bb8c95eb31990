import { Refused } from '../api/client';
import type { Rule } from '../i18n/messages';

/** Rules that are broken: by the field that has the value, and those of no field that is shown. */
export interface Faults {
  readonly at: ReadonlyMap<string, Rule>;
  readonly besides: readonly Rule[];
}

/**
 * What the service refused of what was filled in. A field is found by the place in the body, with full stops (`reason.nl`), a
 * list by the place of one of its members; and in a whole body a value also by its own name in what it is nested in.
 * @param within the JSON Pointer that fields are members of; what is not below it is left out
 */
export function faultsOf(error: unknown, fields: readonly { readonly name: string }[], within = ''): Faults {
  const at = new Map<string, Rule>();
  const besides: Rule[] = [];
  const errors = error instanceof Refused ? (error.problem.errors ?? []) : [];
  for (const { pointer = '', rule } of errors) {
    if (within !== '' && pointer !== within && !pointer.startsWith(`${within}/`)) continue;
    const parts = pointer.slice(within.length).split('/').slice(1);
    const place = parts.join('.');
    const names = within === '' ? [place, ...[...parts].reverse()] : [place, place.replace(/\.\d+$/, '')];
    const name = names.find(each => fields.some(field => field.name === each));
    if (name === undefined) besides.push(rule);
    else at.set(name, rule);
  }
  return { at, besides };
}
