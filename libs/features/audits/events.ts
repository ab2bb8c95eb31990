import { firstVersion, type EventShapes } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';

/**
 * Events of `audits` and of `register-looks-<actor>` ★. An audit is the time in which auditors are let in; who they are is
 * the issuer's to say.
 */

/** An officer let auditors in, until then at the latest. */
export interface AuditOpened {
  readonly audit: Uuid;
  readonly by: AuditBody;
  /** RFC 3339. */
  readonly until: string;
}

export interface AuditClosed {
  readonly audit: Uuid;
}

/** The register, a proof of it or an export was shown to the actor, of nobody in particular. */
export interface RegisterConsulted {
  /** What was shown: `register`, `entry`, `tree`, `inclusion`, `consistency`, `tile`, `entries`, `export`, `certificate`. */
  readonly view: RegisterView;
  /** Numbers, sizes and the filter, by the names of the query's parameters. */
  readonly about: Readonly<Record<string, string>>;
}

export const AUDIT_BODIES = ['internal', 'external', 'supervisory-authority'] as const;
export type AuditBody = (typeof AUDIT_BODIES)[number];

export type RegisterView =
  'register' | 'entry' | 'tree' | 'inclusion' | 'consistency' | 'tile' | 'entries' | 'export' | 'certificate';

export interface AuditEventData {
  AuditOpened: AuditOpened;
  AuditClosed: AuditClosed;
  RegisterConsulted: RegisterConsulted;
}

export type AuditEventType = keyof AuditEventData;

export const AUDIT_EVENTS: EventShapes<AuditEventType> = {
  AuditOpened: firstVersion,
  AuditClosed: firstVersion,
  RegisterConsulted: firstVersion,
};

export const AUDITS_STREAM = 'audits';

export function registerLookStream(actor: string): string {
  return `register-looks-${actor}`;
}
