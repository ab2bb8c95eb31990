import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, type SigningOutcome, type SigningYields } from '../guards';
import { Signings } from '../signings';
import { SIGNING, type SigningState } from '../state';

/** Makes this the place that signs. */
export class MoveSigner extends Command<SigningOutcome<'SignerMoved'>> {
  constructor(readonly context: CommandContext) {
    super();
  }
}

/** @throws DomainError `not-signing` */
export function decideMove(
  state: SigningState,
  _: unknown,
  { signer }: { readonly signer: Uuid },
): SigningYields<'SignerMoved'> {
  requireSigner(state);
  return state.signer === signer ? [] : [event('SignerMoved', { signer })];
}

function requireSigner({ signer }: SigningState): void {
  if (signer === undefined) throw new DomainError('not-signing');
}

@CommandHandler(MoveSigner)
export class MoveSignerHandler implements ICommandHandler<MoveSigner> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signings: Signings,
  ) {}

  async execute({ context }: MoveSigner) {
    requireSigner(await this.signings.state());
    const { place } = this.signings.at;
    const signer = (await place.signer()) ?? (await place.take());
    return this.runner.run({
      stream: SIGNING,
      context,
      decide: state => decideMove(state, undefined, { signer }),
    });
  }
}
