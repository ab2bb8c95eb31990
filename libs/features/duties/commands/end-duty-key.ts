import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Fencing } from '#libs/features/erasure';
import { dutiesOf, event, subjectStreamOf, tellingOwner, type Duty } from '#libs/features/subjects';
import { brusselsDay, Clock, dayOver, type Day, type Uuid } from '#libs/kernel';
import { KeyUnavailable, Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import type { DutyYields } from '../guards';

/** Ends what was sealed for a duty of an erasure, once it is over. Answers when again, where it is not. */
export class EndDutyKey extends Command<Date | undefined> {
  constructor(
    readonly subject: Uuid,
    readonly duty: Uuid,
    readonly context: CommandContext,
    readonly signal?: AbortSignal,
  ) {
    super();
  }
}

/** Whoever was not told while it could be done cannot be told any more. */
export function decideLapse({ duty, kind, status }: Duty): DutyYields<'DutyLapsed'> {
  return status === 'open' ? [event('DutyLapsed', { duty, of: kind })] : [];
}

export function decideKeyEnded({ duty, keyEnded }: Duty, epoch: number): DutyYields<'DutyKeyEnded'> {
  return keyEnded ? [] : [event('DutyKeyEnded', { duty, epoch })];
}

/** Until when a duty goes on that is not over today. */
function goesOn({ status, until }: Duty, today: Day): Date | undefined {
  return status === 'open' && until !== undefined && until >= today ? dayOver(until) : undefined;
}

/** Steps that were done before are done again, to no effect: first it is said, then the fence stands, then that is said. */
@CommandHandler(EndDutyKey)
export class EndDutyKeyHandler implements ICommandHandler<EndDutyKey> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly fencing: Fencing,
    private readonly clock: Clock,
  ) {}

  async execute({ subject, duty: id, context, signal }: EndDutyKey): Promise<Date | undefined> {
    const stream = subjectStreamOf(subject);
    const { state } = await this.runner.load(stream);
    const duty = dutiesOf(state).find(id);
    if (!duty || duty.keyEnded) return undefined;
    const again = goesOn(duty, brusselsDay(this.clock.now()));
    if (again) return again;
    await this.runner.run({
      stream,
      context: { ...context, commandId: this.vault.idFrom(id, 'lapsed') },
      decide: fresh => decideLapse(dutiesOf(fresh).find(id)!),
    });
    const all = await this.vault.keysOf(tellingOwner(subject));
    const keys = all.filter(({ period }) => period === id);
    // A key that is missing without a fence may come back with the keyring's copy: nothing is said to have ended.
    if (keys.length === 0) throw new KeyUnavailable('the key of a duty is missing');
    const refs = keys.map(({ fenced: _, ...ref }) => ref);
    const epoch = await this.fencing.keys(id, refs, context);
    await this.fencing.settled(signal);
    await this.runner.run({
      stream,
      context: { ...context, commandId: this.vault.idFrom(id, 'key-ended') },
      decide: fresh => decideKeyEnded(dutiesOf(fresh).find(id)!, epoch),
    });
    return undefined;
  }
}
