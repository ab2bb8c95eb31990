import type { Fold, StreamOf } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { webhookOwner, webhookStream, type WebhookEventData, type WebhookRegistered } from './events';

/** The fold of `webhook-<id>`; undefined while there is none. */
export type WebhookState =
  (WebhookRegistered & { readonly event: Uuid; readonly removed: boolean }) | undefined;

type WebhookEvent = Parameters<Fold<WebhookState, WebhookEventData>['evolve']>[1];

export const initial: WebhookState = undefined;

/** The state after one more event. Pure and total. */
export function evolve(state: WebhookState, event: WebhookEvent): WebhookState {
  if (event.type === 'WebhookRegistered') return { ...event.data, event: event.id, removed: false };
  return state && { ...state, removed: state.removed || event.type === 'WebhookRemoved' };
}

/** The stream of a webhook, as commands load and append it. */
export function webhookStreamOf(webhook: Uuid): StreamOf<WebhookState, WebhookEventData> {
  return { name: webhookStream(webhook), owner: webhookOwner(webhook), fold: { initial, evolve } };
}
