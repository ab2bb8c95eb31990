import { ROLES, SCOPES, type Role, type Scope } from '#libs/http/roles';

/** Everybody on this machine may know it: the issuer listens on loopback only and is for development only. */
export const DEVELOPMENT_SECRET = 'development';

/**
 * Grant of the development issuer: whoever asks says who came in (`sub`), without any proof.
 * `expires_in` (seconds; below zero: has expired already), `roles` (instead of the client's own),
 * `resource` (audience instead of the API); scope `openid` adds an ID token.
 */
export const PERSONA_GRANT = 'urn:inzage:development:persona';

export interface IssuerClient {
  readonly id: string;
  /** What its tokens say in `roles`. */
  readonly roles: readonly Role[];
  /** What it may ask for. */
  readonly scopes: readonly Scope[];
}

/**
 * One client for each role, of the role's name; a second service that may do less; and one that has every scope, and that
 * the catalogue lets act for nothing.
 */
export const CLIENTS: readonly IssuerClient[] = [
  ...ROLES.map(role => ({ id: role, roles: [role], scopes: role === 'service' ? SCOPES : [] })),
  { id: 'bookkeeping', roles: ['service'], scopes: ['subjects:read', 'sharings:write', 'catalogue:read'] },
  { id: 'unnamed', roles: ['service'], scopes: SCOPES },
];

/** The public client of the page in the browser: authorization code with PKCE (RFC 7636), without a secret. */
export const PAGE_CLIENT = 'console';

/** A person who can be picked at the sign-in page. */
export interface Persona {
  readonly sub: string;
  readonly role: Role;
}

/** Somebody of each role; a second officer, without whom no order is approved. */
export const PERSONAS: readonly Persona[] = [
  { sub: 'olivia.officer', role: 'privacy-officer' },
  { sub: 'otto.officer', role: 'privacy-officer' },
  { sub: 'an.staff', role: 'staff' },
  { sub: 'astrid.auditor', role: 'auditor' },
  { sub: 'jan.customer', role: 'customer' },
];

/** The command that gets a token for a role, to be typed as it stands. */
export function tokenCommand(issuer: string, role: Role): string {
  const sub = PERSONAS.find(persona => persona.role === role)?.sub ?? '';
  const who =
    role === 'service'
      ? ['grant_type=client_credentials', `scope=${SCOPES.join('+')}`]
      : [`grant_type=${PERSONA_GRANT}`, `sub=${sub}`];
  const form = [`client_id=${role}`, `client_secret=${DEVELOPMENT_SECRET}`, ...who];
  return `curl -s ${issuer}/token ${form.map(field => `-d ${field}`).join(' ')}`;
}
