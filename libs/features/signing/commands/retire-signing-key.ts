import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { event, requireSigning, type SigningOutcome, type SigningYields } from '../guards';
import { Signings } from '../signings';
import { SIGNING, type SigningState } from '../state';

/** Nothing signs any more, until another key is made. */
export class RetireSigningKey extends Command<SigningOutcome<'SigningKeyRetired'>> {
  constructor(readonly context: CommandContext) {
    super();
  }
}

/** @param context until: size of the newest checkpoint @throws DomainError `not-signing` */
export function decideRetire(
  state: SigningState,
  _: unknown,
  { until }: { readonly until: bigint },
): SigningYields<'SigningKeyRetired'> {
  const { origin, key } = requireSigning(state);
  return [event('SigningKeyRetired', { origin, key, until: String(until) })];
}

@CommandHandler(RetireSigningKey)
export class RetireSigningKeyHandler implements ICommandHandler<RetireSigningKey> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signings: Signings,
  ) {}

  async execute({ context }: RetireSigningKey) {
    const { origin } = await this.signings.keyToChange();
    const until = await this.signings.lastSize(origin);
    const outcome = await this.runner.run({
      stream: SIGNING,
      context,
      decide: state => decideRetire(state, undefined, { until }),
    });
    await this.signings.at.keys.keep([]);
    return outcome;
  }
}
