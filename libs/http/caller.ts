import type { Actor } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Role } from './roles';

/** What a verified access token says of its bearer. */
export interface Principal {
  readonly issuer: string;
  readonly subject: string;
  /** `client_id` (RFC 9068) or `azp`; empty where the token has neither. */
  readonly client: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly string[];
}

/** Who calls an endpoint, in the role that lets them in. */
export interface Caller {
  readonly principal: Principal;
  /** The first of the endpoint's roles that the principal has. */
  readonly role: Role;
  /** A service by its client id, a person by a pseudonym. */
  readonly actor: Actor;
  /** The subject that a customer is; absent for the other roles. */
  readonly self?: Uuid;
}

/** Tells who of those that the issuer names may come in here. */
export interface SubjectAccess {
  /** Which subject a sign-in identity is: by the vault's blind index `identity`, never by a name. */
  subjectOf(issuer: string, subject: string): Promise<Uuid | undefined>;
  /** Whether an audit is open, for who has the role `auditor`. */
  auditIsOpen(): Promise<boolean>;
}
