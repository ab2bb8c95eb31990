import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { addDays, brusselsDay, Clock, midnight, type Uuid } from '#libs/kernel';
import { subjectOwner, subjectStreamOf } from '#libs/features/subjects';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { Erasures } from '../erasures';
import { nextKeptEnd } from '../kept';
import { ALL_DUE } from '../retention';
import { decideBegin } from './begin-erasure';

/** Begins the erasure of what a law demanded to be kept of an erased subject, and does no longer. Answers when again. */
export class EndKept extends Command<Date | undefined> {
  constructor(
    readonly subject: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EndKept)
export class EndKeptHandler implements ICommandHandler<EndKept> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly clock: Clock,
    private readonly erasures: Erasures,
  ) {}

  async execute({ subject, context }: EndKept): Promise<Date | undefined> {
    const today = brusselsDay(this.clock.now());
    await this.erasures.begin({ subject, body: ALL_DUE, context }, decideBegin);
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const keys = await this.vault.keysOf(subjectOwner(subject));
    const living = keys.filter(({ fenced }) => !fenced);
    const next = nextKeptEnd(state, living, today);
    return next === undefined ? undefined : midnight(addDays(next, 1));
  }
}
