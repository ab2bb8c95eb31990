import { purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, type Decided, type Unsealed } from '#libs/commands';
import { DomainError } from '#libs/kernel';
import type { OrderEventData, OrderEventType } from '../events';
import type { OrderState } from '../state';

/** What decisions of this feature answer; an empty list: nothing changes. */
export type OrderDecided = Decided<OrderEventData>;
export type Registered = OrderState & { readonly registered: NonNullable<OrderState['registered']> };

export function event<T extends OrderEventType>(
  type: T,
  data: Unsealed<OrderEventData[T]>,
): { type: T; data: Unsealed<OrderEventData[T]> } {
  return decided<OrderEventData, T>(type, data);
}

export const PURPOSE = 'government-order';

export function orderPurpose(catalogue: Catalogue): Purpose {
  const purpose = purposeOf(catalogue, PURPOSE);
  if (!purpose) throw new DomainError('purpose-unknown');
  return purpose;
}

export function requireThere(state: OrderState): asserts state is Registered {
  if (state.registered === undefined) throw new DomainError('not-found');
}

/** An order that can still be decided on. */
export function requireUndecided(state: OrderState): asserts state is Registered {
  requireThere(state);
  if (state.status === 'disclosed') throw new DomainError('order-already-disclosed');
  if (state.status === 'refused' || state.status === 'withdrawn') throw new DomainError('order-closed');
}

export function malformed(pointer: string, rule: string): DomainError {
  return new DomainError('malformed-value', { errors: [{ pointer, rule }] });
}
