import { feature } from '#libs/feature';
import { WEBHOOK_EVENTS, webhookOf, webhookOwner, type WebhookEventData } from './events';
import { feedMigrations } from './migrations';
import { FeedProjection } from './projection';
import { webhookEntries } from './register-entries';

export const feed = feature<WebhookEventData>({
  name: 'feed',
  streams: { 'webhook-': 'webhook' },
  events: WEBHOOK_EVENTS,
  entries: webhookEntries,
  ends: { WebhookRemoved: (_, { stream }) => webhookOwner(webhookOf(stream)) },
  readModels: { feed: () => new FeedProjection() },
  sweeps: [async () => (await import('#features/feed/deliveries.sweep')).DeliveriesSweep],
  migrations: feedMigrations,
  module: async () => (await import('#features/feed/feed.module')).FeedModule,
});
