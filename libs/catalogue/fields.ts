/** Fields of the closed vocabulary (P03), and the sign-in address (P06). */
export const FIELDS = [
  'familyName',
  'givenName',
  'address',
  'telephone',
  'email',
  'language',
  'ipAddress',
] as const;
export type Field = (typeof FIELDS)[number];
