import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { command, Endpoint, NothingBody, query, type Call, type Result } from '#libs/http';
import { Vault } from '#libs/vault';
import { RegisterWebhook, RegisterWebhookAnswer, RegisterWebhookBody } from './commands/register-webhook';
import { RemoveWebhook } from './commands/remove-webhook';
import { RetryWebhook } from './commands/retry-webhook';
import { FailureList, ListFailures } from './queries/list-failures';
import { ListWebhooks, WebhookList } from './queries/list-webhooks';
import { Feed, ReadFeed, ReadFeedQuery } from './queries/read-feed';
import { Secrets } from './secrets';

const tag = 'feed';
const roles = ['privacy-officer'] as const;

const feed = query('/v1/feed', {
  tag,
  summary: 'Read what has changed since a position, or wait for it',
  description:
    'That a person’s data was corrected or erased, that a duty to tell a recipient was opened, that a request changed: ids and ' +
    'names of the catalogue, no value. Each client is told what its purposes let it know (P04), and of duties what it may ' +
    'tell. `position` is that of the answer before, or of a command; without it the feed begins with the first event. Told at ' +
    'least once, in the order of the log.',
  roles: ['service'],
  scopes: ['subjects:read'],
  query: ReadFeedQuery,
  position: true,
  response: Feed,
  problems: ['projection-behind'],
});
const register = command('/v1/webhooks', {
  tag,
  summary: 'Have a client told by POST of what changes, from now on',
  description:
    'The messages of the feed, each signed by the form of Standard Webhooks (`webhook-id`, `webhook-timestamp`, ' +
    '`webhook-signature`). What does not arrive is sent again for three days. Only to public addresses, by https, but for ' +
    'networks that the operator names.',
  roles,
  body: RegisterWebhookBody,
  answer: RegisterWebhookAnswer,
  creates: true,
  problems: ['malformed-value'],
});
const remove = command('/v1/webhooks/:webhook/remove', {
  tag,
  summary: 'Have nothing sent to a webhook any more',
  description:
    'Its secret becomes unreadable. Another one is registered to take its place, with a secret of its own.',
  roles,
  body: NothingBody,
});
const retry = command('/v1/webhooks/:webhook/retry', {
  tag,
  summary: 'Have what did not arrive sent once more, now',
  description:
    'Also what was given up. What does not arrive then is tried again as before, or stays given up.',
  roles,
  body: NothingBody,
});
const list = query('/v1/webhooks', {
  tag,
  summary: 'List where clients are told, and how that goes',
  description: 'The first registered first, those that were removed among them. No secret is in it.',
  roles,
  position: true,
  response: WebhookList,
  problems: ['projection-behind'],
});
const failures = query('/v1/webhooks/:webhook/failures', {
  tag,
  summary: 'List what did not arrive at a webhook',
  description: 'The latest 500, with what came of the last try and when the next one is.',
  roles,
  response: FailureList,
});

/** What services hear of, and where. */
@Controller()
export class FeedController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly secrets: Secrets,
    @Inject(Vault) private readonly vault: Pick<Vault, 'idFrom'>,
  ) {}

  @Endpoint(feed)
  async feed({ query: asked, position, context }: Call<typeof feed>): Promise<Result<typeof feed>> {
    return this.queries.execute(new ReadFeed(asked, position, context.actor.id));
  }

  @Endpoint(register)
  async register({ body, context }: Call<typeof register>): Promise<Result<typeof register>> {
    const webhook = this.vault.idFrom(context.commandId, 'webhook');
    const outcome = await this.commands.execute(new RegisterWebhook(webhook, body, context));
    // A command that is sent again is answered as it was the first time.
    const secret = written(outcome, 'WebhookRegistered') && (await this.secrets.of(webhook));
    return {
      outcome,
      answer: { webhook, ...(secret !== undefined && { secret }) },
      location: `/v1/webhooks/${webhook}`,
    };
  }

  @Endpoint(remove)
  async remove({ params, context }: Call<typeof remove>): Promise<Result<typeof remove>> {
    return { outcome: await this.commands.execute(new RemoveWebhook(params.webhook, context)) };
  }

  @Endpoint(retry)
  async retry({ params, context }: Call<typeof retry>): Promise<Result<typeof retry>> {
    return { outcome: await this.commands.execute(new RetryWebhook(params.webhook, context)) };
  }

  @Endpoint(list)
  async list({ position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListWebhooks(position));
  }

  @Endpoint(failures)
  async failures({ params }: Call<typeof failures>): Promise<Result<typeof failures>> {
    return this.queries.execute(new ListFailures(params.webhook));
  }
}
