import type { Fold, StreamOf } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { AUDITS_STREAM, type AuditBody, type AuditEventData } from './events';

export interface Audit {
  readonly audit: Uuid;
  readonly by: AuditBody;
  readonly from: string;
  readonly until: string;
  /** When an officer ended it before its time. */
  readonly closed?: string;
}

/** All audits, in the order in which they were opened. */
export type AuditsState = readonly Audit[];

type StreamEvents = Omit<AuditEventData, 'RegisterConsulted'>;
type AuditEvent = Parameters<Fold<AuditsState, StreamEvents>['evolve']>[1];

export const initial: AuditsState = [];

/** The state after one more event. Pure and total. */
export function evolve(state: AuditsState, event: AuditEvent): AuditsState {
  if (event.type === 'AuditOpened') return [...state, { ...event.data, from: event.time }];
  const { audit } = event.data;
  return state.map(each => (each.audit === audit ? { ...each, closed: event.time } : each));
}

/** The stream of all audits, as commands load and append it. */
export const AUDITS: StreamOf<AuditsState, StreamEvents> = {
  name: AUDITS_STREAM,
  owner: 'audits',
  fold: { initial, evolve },
};

/** Whether auditors are let in at a time. */
export function isOpen({ from, until, closed }: Audit, now: Date): boolean {
  const at = now.getTime();
  return at >= Date.parse(from) && at < Date.parse(until) && closed === undefined;
}
