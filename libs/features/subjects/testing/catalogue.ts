import { shippedCatalogues, type Catalogue, type Purpose } from '#libs/catalogue';

/** The catalogue that is in force with the policy of 25 May 2018. */
export const dcube: Catalogue = shippedCatalogues().at(-1)!;

/** The same with one purpose changed. */
export function withPurpose(name: string, change: (purpose: Purpose) => Purpose): Catalogue {
  const purposes = dcube.purposes.map(each => (each.id.startsWith(`${name}/`) ? change(each) : each));
  return { ...dcube, purposes };
}

/** The same with terms of .be whose next version is in force from a day. */
export function withNewTerms(from: string): Catalogue {
  const next = { document: 'terms:be', version: from, from, title: { nl: 'x', en: 'x' } };
  return { ...dcube, documents: [...dcube.documents, next] };
}
