import { Module } from '@nestjs/common';
import type { Config } from '#libs/config';
import { CONFIG } from '#libs/config/nest';
import { RegisterWebhookHandler } from './commands/register-webhook';
import { RemoveWebhookHandler } from './commands/remove-webhook';
import { RetryWebhookHandler } from './commands/retry-webhook';
import { DeliveriesSweep } from './deliveries.sweep';
import { FeedController } from './feed.controller';
import { Posting } from './posting';
import { ListFailuresHandler } from './queries/list-failures';
import { ListWebhooksHandler } from './queries/list-webhooks';
import { ReadFeedHandler } from './queries/read-feed';
import { Secrets } from './secrets';

/** What services hear of: a feed, and webhooks. */
@Module({
  controllers: [FeedController],
  providers: [
    {
      provide: Posting,
      inject: [CONFIG],
      useFactory: ({ webhookNetworks }: Config) => new Posting(webhookNetworks),
    },
    DeliveriesSweep,
    Secrets,
    // commands
    RegisterWebhookHandler,
    RemoveWebhookHandler,
    RetryWebhookHandler,
    // queries
    ListFailuresHandler,
    ListWebhooksHandler,
    ReadFeedHandler,
  ],
})
export class FeedModule {}
