import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { event, requireNoneSigns, type NewKey, type SigningOutcome, type SigningYields } from '../guards';
import { Signings } from '../signings';
import { SIGNING, type SigningState } from '../state';

/** Makes a key, and makes this the place that signs. */
export class MakeSigningKey extends Command<SigningOutcome<'SigningKeyMade'>> {
  constructor(readonly context: CommandContext) {
    super();
  }
}

/** @throws DomainError `signing-key-exists` while another signs */
export function decideMake(
  state: SigningState,
  _: unknown,
  { origin, signer, key, vkey }: NewKey & { readonly origin: string; readonly signer: Uuid },
): SigningYields<'SigningKeyMade'> {
  requireNoneSigns(state);
  return [event('SigningKeyMade', { origin, signer, key, vkey })];
}

@CommandHandler(MakeSigningKey)
export class MakeSigningKeyHandler implements ICommandHandler<MakeSigningKey> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signings: Signings,
  ) {}

  async execute({ context }: MakeSigningKey) {
    const { signings } = this;
    const state = await signings.state();
    requireNoneSigns(state);
    const origin = state.origins.at(-1) ?? signings.firstOrigin;
    const key = await signings.makeKey(origin);
    const signer = await signings.at.place.take();
    return this.runner.run({
      stream: SIGNING,
      context,
      decide: now => decideMake(now, undefined, { origin, signer, ...key }),
    });
  }
}
