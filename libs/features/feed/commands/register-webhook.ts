import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { CommandRunner, ToSeal, type CommandContext } from '#libs/commands';
import { malformed } from '#libs/features/subjects';
import { Describe, Example, IsId } from '#libs/http/schema';
import type { Rule, Uuid } from '#libs/kernel';
import { event, type WebhookOutcome, type WebhookYields } from '../guards';
import { Posting } from '../posting';
import { newSecret } from '../signature';
import { webhookStreamOf, type WebhookState } from '../state';

@Example({ client: 'webshop', url: 'https://webshop.example/inzage' })
export class RegisterWebhookBody {
  @Describe('Whose it is, by its client id: it is told what that client may know.')
  @IsString()
  @Matches(/^[A-Za-z0-9._-]{1,64}$/)
  readonly client!: string;

  @Describe(
    'Where messages are sent by POST: https; http only in a network that the operator names. No user, no password, no fragment.',
  )
  @IsString()
  @MaxLength(512)
  readonly url!: string;
}

export class RegisterWebhookAnswer {
  @IsId()
  readonly webhook!: Uuid;

  @Describe(
    'With which what is sent is signed (Standard Webhooks): `whsec_…`. Answered here alone; not on a dry run.',
  )
  @IsOptional()
  @IsString()
  readonly secret?: string;
}

/** Has a client told by POST of what changes, from now on. */
export class RegisterWebhook extends Command<WebhookOutcome<'WebhookRegistered'>> {
  constructor(
    readonly webhook: Uuid,
    readonly body: RegisterWebhookBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context secret: a new one; why the address may not be used, if it may not */
export function decideRegister(
  state: WebhookState,
  { client, url }: RegisterWebhookBody,
  { secret, refused }: { readonly secret: string; readonly refused?: Rule | undefined },
): WebhookYields<'WebhookRegistered'> {
  if (refused !== undefined) throw malformed({ pointer: '/url', rule: refused });
  if (state) return [];
  return [event('WebhookRegistered', { client, url, sealed: new ToSeal('feed', 'webhook', { secret }) })];
}

@CommandHandler(RegisterWebhook)
export class RegisterWebhookHandler implements ICommandHandler<RegisterWebhook> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly posting: Posting,
  ) {}

  execute({ webhook, body, context }: RegisterWebhook) {
    return this.runner.run({
      stream: webhookStreamOf(webhook),
      context,
      decide: state =>
        decideRegister(state, body, { secret: newSecret(), refused: this.posting.refusal(body.url) }),
    });
  }
}
