import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { publicOf } from '#libs/register';
import { event, requireSigning, type NewKey, type SigningOutcome, type SigningYields } from '../guards';
import { Signings } from '../signings';
import { SIGNING, type SigningState } from '../state';

/** Puts a new key in the place of the one that signs, which signs nothing any more. */
export class RotateSigningKey extends Command<SigningOutcome<'SigningKeyRotated'>> {
  constructor(readonly context: CommandContext) {
    super();
  }
}

/** @param context until: size of the newest checkpoint @throws DomainError `not-signing` */
export function decideRotate(
  state: SigningState,
  _: unknown,
  { key, vkey, until }: NewKey & { readonly until: bigint },
): SigningYields<'SigningKeyRotated'> {
  const { origin, key: replaces } = requireSigning(state);
  return [event('SigningKeyRotated', { origin, key, vkey, replaces, until: String(until) })];
}

@CommandHandler(RotateSigningKey)
export class RotateSigningKeyHandler implements ICommandHandler<RotateSigningKey> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signings: Signings,
  ) {}

  async execute({ context }: RotateSigningKey) {
    const { signings } = this;
    const { origin } = await signings.keyToChange();
    const key = await signings.makeKey(origin);
    const until = await signings.lastSize(origin);
    const outcome = await this.runner.run({
      stream: SIGNING,
      context,
      decide: state => decideRotate(state, undefined, { ...key, until }),
    });
    await signings.at.keys.keep([publicOf(key.vkey)]);
    return outcome;
  }
}
