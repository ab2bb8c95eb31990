import { firstVersion, type EventShapes } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import type { Sealed } from '#libs/vault';

/** Events of `webhook-<id>` ★: where a client is told of what changes. Nothing of a person is in them. */

/** Value name: `secret`, with which what is sent is signed; under the webhook's own key, which ends with it. */
export interface WebhookRegistered {
  /** Whose: by its client id. */
  readonly client: string;
  readonly url: string;
  readonly sealed: Sealed;
}
export type WebhookRemoved = Readonly<Record<never, never>>;
/** What did not arrive until then is sent once more, also what was given up. */
export type WebhookRetried = Readonly<Record<never, never>>;

export interface WebhookEventData {
  WebhookRegistered: WebhookRegistered;
  WebhookRemoved: WebhookRemoved;
  WebhookRetried: WebhookRetried;
}

export const WEBHOOK_EVENTS: EventShapes<keyof WebhookEventData> = {
  WebhookRegistered: firstVersion,
  WebhookRemoved: firstVersion,
  WebhookRetried: firstVersion,
};

export function webhookStream(webhook: Uuid): string {
  return `webhook-${webhook}`;
}

/** The webhook of a stream. */
export function webhookOf(stream: string): Uuid {
  return stream.slice('webhook-'.length);
}

/** Owner of the key of its secret. */
export function webhookOwner(webhook: Uuid): string {
  return `webhook:${webhook}`;
}
