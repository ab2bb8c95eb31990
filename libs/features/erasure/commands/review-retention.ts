import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { addDays, brusselsDay, canonicalText, Clock, midnight, type Uuid } from '#libs/kernel';
import { HeldValues, subjectOwner, subjectStreamOf, type SubjectState } from '#libs/features/subjects';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { Erasures } from '../erasures';
import { isWaiting, type ErasureContext, type ErasureYields } from '../guards';
import { reviewRetention, type Due } from '../retention';
import { decideBegin } from './begin-erasure';

/** Begins the erasure of what is kept no longer (Art. 5(1)(e)). Answers when something may be due again. */
export class ReviewRetention extends Command<Date | undefined> {
  constructor(
    readonly subject: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Erases what is due, if it still is on the state that it is decided upon. */
export function decideRetire(state: SubjectState, due: Due, context: ErasureContext): ErasureYields {
  const part = canonicalText(due.scope);
  const still = reviewRetention(state, { ...context, today: brusselsDay(context.now) }).due;
  return still.some(({ scope }) => canonicalText(scope) === part) ? decideBegin(state, due, context) : [];
}

@CommandHandler(ReviewRetention)
export class ReviewRetentionHandler implements ICommandHandler<ReviewRetention> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
    private readonly erasures: Erasures,
    private readonly values: HeldValues,
  ) {}

  async execute({ subject, context }: ReviewRetention): Promise<Date | undefined> {
    const now = this.clock.now();
    const today = brusselsDay(now);
    const rules = (purpose: string) => this.catalogues.purpose(purpose, now);
    const corrected = this.catalogues.current(now).corrections?.kept;
    const keys = await this.vault.keysOf(subjectOwner(subject));
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const asked = corrected !== undefined && state.erasure === 'none';
    const held = asked ? await this.values.read(subject) : undefined;
    const { due, waiting, again } = reviewRetention(state, {
      rules,
      keys,
      today,
      corrected,
      ...(held && { held }),
    });
    let waits = waiting.length > 0;
    const failed: unknown[] = [];
    for (const body of due) {
      const commandId = this.vault.idFrom(context.commandId, canonicalText(body.scope));
      await this.erasures
        .begin({ subject, body, context: { ...context, commandId } }, decideRetire)
        .catch((error: unknown) => {
          // One that cannot be begun, such as one that is too large for an append, keeps no other from its time.
          if (isWaiting(error)) waits = true;
          else failed.push(error);
        });
    }
    if (failed.length > 0) throw failed[0];
    const next = waits ? addDays(today, 1) : again;
    return next === undefined ? undefined : midnight(next);
  }
}
