import type { Field, LegalBasis } from '#libs/catalogue';
import { firstVersion, type EventRecord, type EventShapes } from '#libs/event-store';
import type { Day, Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import type { GroundSource, OrderRefusal } from './codes';

/**
 * Events of `order-<id>` ★ (P16). Text and reference of the order are in `sealed`, under the order's own key; what was
 * disclosed is named by version and commitment, its values stay where they are.
 */

/** First and last day, in Brussels. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}
/** The person may not be told. `until`: last day; absent while no end is known. */
export interface Secrecy {
  readonly ground: string;
  readonly until?: Day;
}

/** Value names: `reference`, `issuer`, `text`. */
export interface OrderRegistered {
  readonly body: string;
  readonly legitimacy: 'judicial' | 'administrative';
  readonly ground: string;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly subjects: readonly Uuid[];
  readonly fields: readonly Field[];
  /** Values in force and sign-ins of these days; without: what is held now. */
  readonly period?: Days;
  /** SHA-256 of the document, hex. */
  readonly digest: string;
  readonly issuedOn: Day;
  readonly receivedOn: Day;
  readonly deadline?: Day;
  readonly secrecy?: Secrecy;
  readonly sealed: Sealed;
}
/** By an officer other than the one who registered it: the event's actor. */
export type OrderApproved = Readonly<Record<string, never>>;
export interface OrderRefused {
  readonly reason: OrderRefusal;
}
export type OrderWithdrawn = Readonly<Record<string, never>>;
export type SecrecyLifted = Readonly<Record<string, never>>;
/** `until`: the last day now. Value name: `reason`. */
export interface SecrecyExtended {
  readonly until: Day;
  readonly sealed: Sealed;
}

/** A value of the record as it was disclosed: in which event's envelope it is. */
export interface DisclosedValue {
  readonly event: Uuid;
  /** Versioned id of the purpose that it is held for. */
  readonly heldFor: string;
  readonly field: Field;
  readonly version: number;
  readonly commitment: string;
}
export interface DisclosedSignIn {
  readonly event: Uuid;
  readonly commitment: string;
}
/** One for each subject, in one append: an order is carried out whole, once. */
export interface OrderDisclosed {
  readonly subject: Uuid;
  readonly body: string;
  readonly ground: string;
  readonly purpose: string;
  readonly basis: LegalBasis;
  readonly values: readonly DisclosedValue[];
  readonly signIns: readonly DisclosedSignIn[];
  readonly secrecy?: Secrecy;
}

export interface OrderEventData {
  OrderRegistered: OrderRegistered;
  OrderApproved: OrderApproved;
  OrderRefused: OrderRefused;
  OrderWithdrawn: OrderWithdrawn;
  OrderDisclosed: OrderDisclosed;
  SecrecyLifted: SecrecyLifted;
  SecrecyExtended: SecrecyExtended;
}
export type OrderEventType = keyof OrderEventData;
export type OrderEvent = { [T in OrderEventType]: EventRecord<T, OrderEventData[T]> }[OrderEventType];

export const ORDER_EVENTS: EventShapes<OrderEventType> = {
  OrderRegistered: firstVersion,
  OrderApproved: firstVersion,
  OrderRefused: firstVersion,
  OrderWithdrawn: firstVersion,
  OrderDisclosed: firstVersion,
  SecrecyLifted: firstVersion,
  SecrecyExtended: firstVersion,
};

/** Event of `look-order-<id>` ★: the order was shown to the actor. It stands with no subject: it would tell of the order. */
export interface OrderLooked {
  readonly purpose: string;
  readonly basis: LegalBasis;
}
export interface OrderLookEventData {
  OrderLooked: OrderLooked;
}
export const ORDER_LOOK_EVENTS = { OrderLooked: firstVersion };

/** Event of `grounds` ★: an officer read the law, and confirms what the list says of it, in these words. */
export interface GroundConfirmed {
  readonly ground: string;
  readonly law: string;
  readonly fields: readonly Field[];
  readonly source: GroundSource;
  readonly readOn: Day;
}
export interface GroundEventData {
  GroundConfirmed: GroundConfirmed;
}
export const GROUND_EVENTS = { GroundConfirmed: firstVersion };
export const GROUNDS_STREAM = 'grounds';

export function orderStream(order: Uuid): string {
  return `order-${order}`;
}
export function orderLookStream(order: Uuid): string {
  return `look-order-${order}`;
}
/** Owner of an order's keys. */
export function orderOwner(order: Uuid): string {
  return `order:${order}`;
}
export function orderOf(stream: string): Uuid {
  return stream.slice('order-'.length);
}
