import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { webhookStreamOf } from './state';

/** Opens the secret of a webhook. */
@Injectable()
export class Secrets {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'open'>,
  ) {}

  /** Undefined once it was removed. */
  async of(webhook: Uuid): Promise<string | undefined> {
    const { state } = await this.runner.load(webhookStreamOf(webhook));
    if (!state || state.removed) return undefined;
    const opened = await this.vault.open(state.event, state.sealed);
    return opened.state === 'open' ? (opened.values.secret as string) : undefined;
  }
}
