import { decided, type RunOutcome, type Unsealed, type Yields } from '#libs/commands';
import type { WebhookEventData } from './events';
import type { WebhookState } from './state';

/** What a decision of this feature answers; an empty list: nothing changes. */
export type WebhookYields<T extends keyof WebhookEventData> = Yields<WebhookEventData, T>;

/** What a command on a webhook comes to. */
export type WebhookOutcome<T extends keyof WebhookEventData> = RunOutcome<
  WebhookState,
  Pick<WebhookEventData, T>
>;

export function event<T extends keyof WebhookEventData>(
  type: T,
  data: Unsealed<WebhookEventData[T]>,
): { type: T; data: Unsealed<WebhookEventData[T]> } {
  return decided<WebhookEventData, T>(type, data);
}
