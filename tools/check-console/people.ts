import type { Client, Speaker } from '../demo/client';

export const SHOP: Speaker = { role: 'service' };
export const SECOND: Speaker = { role: 'privacy-officer', sub: 'otto.officer' };
export const OLIVIA: Speaker = { role: 'privacy-officer', sub: 'olivia.officer' };
export const AN: Speaker = { role: 'staff', sub: 'an.staff' };
/** The customer who can sign in at the development issuer. */
const JAN_SIGNS_IN_AS = 'jan.customer';

const address = { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' };
export const JAN = {
  familyName: 'Peeters',
  givenName: 'Jan',
  email: 'jan.peeters@example.be',
  address,
};
export const LEEN = {
  familyName: 'Vandewiele',
  givenName: 'Leen',
  email: 'leen.vandewiele@example.be',
  address: { ...address, street: 'Dok Noord' },
};
export const NELE = {
  familyName: 'Ghysbrecht',
  givenName: 'Nele',
  email: 'nele.ghysbrecht@example.be',
  address: { ...address, street: 'Coupure' },
};

/** Values that are somebody's: wherever they must not be, they are looked for. */
export const PLANTED = [JAN, LEEN, NELE].flatMap(({ familyName, email, address: { street } }) => [
  familyName,
  email,
  street,
]);

type Person = typeof JAN;

/** Registers a customer. @returns the subject */
export async function customer(
  api: Client,
  person: Person,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { body, status } = await api.command(SHOP, '/v1/subjects', {
    kind: 'natural-person',
    policy: '2018-05-25',
    collect: [{ purpose: 'contract', values: person }],
    ...more,
  });
  if (status !== 201) throw new Error(`a customer was not registered: ${JSON.stringify(body)}`);
  return String(body.subject);
}

/** The domain name of whom signs in with a browser. */
export const OWN_DOMAIN = 'peeters-schildert.be';

/** The customer who signs in with a browser, of whom there is one. @returns the subject */
export function signingIn(api: Client): Promise<string> {
  const identity = { issuer: api.tokenIssuer, subject: JAN_SIGNS_IN_AS };
  const known =
    jans.get(api) ??
    customer(api, JAN, {
      identity,
      documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
      domains: [{ domain: OWN_DOMAIN, role: 'holder' }],
    });
  jans.set(api, known);
  return known;
}

const jans = new WeakMap<Client, Promise<string>>();
