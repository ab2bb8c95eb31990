import { shippedCatalogues } from '#libs/catalogue';

/** Nobody's data, for previews. */
export const catalogue = shippedCatalogues().at(-1)!;
export const SENDER = catalogue.controller;
export const TODAY = '2026-03-16';
export const NOW = new Date(`${TODAY}T10:00:00Z`);
export const REFERENCE = '5ab1ec70-0000-8000-8000-000000000001';
export const PERSON = {
  givenName: 'An',
  familyName: 'Janssens',
  email: 'an.janssens@example.be',
  address: { street: 'Kerkstraat', number: '12', box: '3', postalCode: '9000', city: 'Gent', country: 'BE' },
};
