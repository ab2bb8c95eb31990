import { noEntries, type EntryFunctions } from '#libs/register';
import type { WebhookEventData } from './events';

/** Nothing of a person is processed by it: what is sent holds no value. */
export const webhookEntries: EntryFunctions<WebhookEventData> = {
  WebhookRegistered: noEntries,
  WebhookRemoved: noEntries,
  WebhookRetried: noEntries,
};
