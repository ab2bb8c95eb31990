import { purposeOf, type Catalogue, type Purpose } from '#libs/catalogue';
import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import { brusselsDay, DomainError } from '#libs/kernel';
import type { OrderEventData, OrderEventType, Secrecy } from './events';
import type { OrderState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type OrderYields<T extends OrderEventType> = Yields<OrderEventData, T>;

/** What a command of this feature comes to. */
export type OrderOutcome<T extends OrderEventType> = RunOutcome<OrderState, Pick<OrderEventData, T>>;

export type Registered = OrderState & { readonly registered: NonNullable<OrderState['registered']> };

export function event<T extends OrderEventType>(
  type: T,
  data: Unsealed<OrderEventData[T]>,
): { type: T; data: Unsealed<OrderEventData[T]> } {
  return decided<OrderEventData, T>(type, data);
}

export const PURPOSE = 'government-order';

/** The purpose that orders are for (P16), as the catalogue has it now. */
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

/** P16: nothing is disclosed on a ground of which nobody has read the law. @param confirmed whether somebody has */
export function requireConfirmed({ registered }: Registered, confirmed: boolean): void {
  if (!confirmed) throw new DomainError('ground-unconfirmed', { ground: registered.ground });
}

/** The secrecy that stands at a time: through its last day in Brussels. */
export function secrecyOn({ secrecy }: Pick<OrderState, 'secrecy'>, now: Date): Secrecy | undefined {
  return secrecy && (secrecy.until === undefined || brusselsDay(now) <= secrecy.until) ? secrecy : undefined;
}
