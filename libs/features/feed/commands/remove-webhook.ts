import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, type WebhookOutcome, type WebhookYields } from '../guards';
import { webhookStreamOf, type WebhookState } from '../state';

/** Nothing is sent there any more, and its secret ends. */
export class RemoveWebhook extends Command<WebhookOutcome<'WebhookRemoved'>> {
  constructor(
    readonly webhook: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

export function decideRemove(state: WebhookState): WebhookYields<'WebhookRemoved'> {
  if (!state) throw new DomainError('not-found');
  return state.removed ? [] : [event('WebhookRemoved', {})];
}

@CommandHandler(RemoveWebhook)
export class RemoveWebhookHandler implements ICommandHandler<RemoveWebhook> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ webhook, context }: RemoveWebhook) {
    return this.runner.run({ stream: webhookStreamOf(webhook), context, decide: decideRemove });
  }
}
