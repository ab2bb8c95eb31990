import type { Field } from '#libs/catalogue';
import type { StreamOf } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
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
  /** Stands until it is lifted or its last day is over. */
  readonly secrecy?: Secrecy;
}

export const initial: OrderState = { id: '', status: 'none', subjects: [], fields: [] };

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
      return { ...state, status: 'refused' };
    case 'OrderWithdrawn':
      return { ...state, status: 'withdrawn' };
    case 'OrderDisclosed':
      return { ...state, status: 'disclosed' };
    case 'SecrecyLifted': {
      const { secrecy: _, ...rest } = state;
      return rest;
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
