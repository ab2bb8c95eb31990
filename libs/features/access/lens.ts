import { contractOf, purposeName, type Catalogue, type Field, type Purpose } from '#libs/catalogue';
import { isHeldInRecord } from '#libs/features/subjects';

/** What of a record somebody is shown who looks at it: no more than their purpose needs (P04, P09). */
export interface Lens {
  /** All that there is of somebody. */
  readonly whole: boolean;
  readonly shows: (value: { readonly field: string; readonly purpose: string }) => boolean;
  readonly showsLink: (link: { readonly kind: string; readonly extension?: string }) => boolean;
}

/** Whoever looks at their own data is shown all of it (P08). */
export const OWN: Lens = { whole: true, shows: () => true, showsLink: () => true };

/**
 * These fields; and what is held for the purpose alone, where values are held for it: another's values are used further
 * first. What is looked for only, and what has matters of its own, is shown the fields whatever they are held for.
 */
export function lensOf(catalogue: Catalogue, purpose: Purpose, fields: readonly Field[]): Lens {
  const own = isHeldInRecord(purpose) ? purposeName(purpose.id) : undefined;
  const contract = contractOf(catalogue)?.id === purpose.id;
  return {
    whole: own === undefined && catalogue.fields.every(({ field }) => fields.includes(field)),
    shows: ({ field, purpose: heldFor }) =>
      fields.some(each => each === field) && (own === undefined || purposeName(heldFor) === own),
    showsLink: ({ kind, extension }) =>
      own === undefined || contract || (kind === 'domain' && extension === purpose.opening.extension),
  };
}
