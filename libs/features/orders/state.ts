import type { Field } from '#libs/catalogue';
import type { StreamOf } from '#libs/commands';
import type { Day, Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';
import {
  orderOwner,
  orderStream,
  type Days,
  type OrderEvent,
  type OrderEventData,
  type OrderRegistered,
  type Secrecy,
} from './events';

/** The fold of `order-<id>`. Never mutated. */
export interface OrderState {
  readonly id: Uuid;
  readonly status: 'none' | 'registered' | 'approved' | 'refused' | 'withdrawn' | 'disclosed';
  readonly registered?: OrderRegistered & { readonly event: Uuid; readonly at: string; readonly by: string };
  readonly subjects: readonly Uuid[];
  readonly fields: readonly Field[];
  readonly period?: Days;
  readonly sealed?: Sealed;
  readonly approvedBy?: string;
  /** When it was carried out, refused or withdrawn, RFC 3339: how long its text is kept is counted from there. */
  readonly endedAt?: string;
  readonly extensions: readonly { readonly event: Uuid; readonly until: Day; readonly sealed: Sealed }[];
  /** Stands until it is lifted or its last day is over. */
  readonly secrecy?: Secrecy;
}

export const initial: OrderState = { id: '', status: 'none', subjects: [], fields: [], extensions: [] };

/** The state after one more event. Pure and total. */
export function evolve(state: OrderState, event: OrderEvent): OrderState {
  switch (event.type) {
    case 'OrderRegistered': {
      const { subjects, fields, period, secrecy, sealed } = event.data;
      return {
        ...state,
        status: 'registered',
        registered: { ...event.data, event: event.id, at: event.time, by: event.actor.id },
        subjects,
        fields,
        sealed,
        ...(period && { period }),
        ...(secrecy && { secrecy }),
      };
    }
    case 'OrderApproved':
      return { ...state, status: 'approved', approvedBy: event.actor.id };
    case 'OrderRefused':
      return { ...state, status: 'refused', endedAt: event.time };
    case 'OrderWithdrawn':
      return { ...state, status: 'withdrawn', endedAt: event.time };
    case 'OrderDisclosed':
      return { ...state, status: 'disclosed', endedAt: event.time };
    case 'SecrecyLifted': {
      const { secrecy: _, ...rest } = state;
      return rest;
    }
    case 'SecrecyExtended': {
      const { until, sealed } = event.data;
      const { secrecy } = state;
      return {
        ...state,
        extensions: [...state.extensions, { event: event.id, until, sealed }],
        ...(secrecy && { secrecy: { ...secrecy, until } }),
      };
    }
    default:
      // A type that this program does not know stops the reader before it comes here (event store's registry).
      event satisfies never;
      return state;
  }
}

/** The stream of an order, as commands load and append it. */
export function orderStreamOf(order: Uuid): StreamOf<OrderState, OrderEventData> {
  return {
    name: orderStream(order),
    owner: orderOwner(order),
    fold: { initial: { ...initial, id: order }, evolve },
  };
}
