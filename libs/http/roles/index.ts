/** In which roles one calls. */
export const ROLES = ['service', 'staff', 'privacy-officer', 'auditor', 'customer'] as const;
export type Role = (typeof ROLES)[number];

/** What a service's token can be for, and nothing else is. */
export const SCOPES = [
  'subjects:write',
  'subjects:read',
  'sharings:write',
  'requests:write',
  'matters:write',
  'orders:write',
  'catalogue:read',
] as const;
export type Scope = (typeof SCOPES)[number];
