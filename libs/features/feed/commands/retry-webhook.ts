import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, type WebhookOutcome, type WebhookYields } from '../guards';
import { webhookStreamOf, type WebhookState } from '../state';

/** What did not arrive is sent once more, also what was given up. */
export class RetryWebhook extends Command<WebhookOutcome<'WebhookRetried'>> {
  constructor(
    readonly webhook: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** To one that was removed nothing is sent. */
export function decideRetry(state: WebhookState): WebhookYields<'WebhookRetried'> {
  if (!state) throw new DomainError('not-found');
  return state.removed ? [] : [event('WebhookRetried', {})];
}

@CommandHandler(RetryWebhook)
export class RetryWebhookHandler implements ICommandHandler<RetryWebhook> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ webhook, context }: RetryWebhook) {
    return this.runner.run({ stream: webhookStreamOf(webhook), context, decide: decideRetry });
  }
}
