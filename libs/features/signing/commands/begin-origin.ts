import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString } from 'class-validator';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { readVkey, vkeyOf } from '#libs/register';
import { event, requireSigning, type NewKey, type SigningOutcome, type SigningYields } from '../guards';
import { Signings } from '../signings';
import { SIGNING, type SigningState } from '../state';

export class BeginOriginAnswer {
  @IsString()
  readonly origin!: string;
}

/** A second officer begins a new origin after a fork. */
export class BeginOrigin extends Command<SigningOutcome<'OriginBegun'>> {
  constructor(
    readonly incident: Uuid,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The key that signs, under the new origin's name, and the old origin's last checkpoint, wherever it is known. */
interface Beginning extends NewKey {
  /** Pseudonym of who begins it. */
  readonly by: string;
  readonly last: { readonly size: bigint; readonly root: Buffer };
}

/** @throws DomainError `not-found`, `second-officer-needed` */
export function decideBeginOrigin(
  state: SigningState,
  { incident }: { readonly incident: Uuid },
  { by, key, vkey, last }: Beginning,
): SigningYields<'OriginBegun'> {
  const found = state.incident;
  if (!found || found.incident !== incident) throw new DomainError('not-found');
  if (found.by === by) throw new DomainError('second-officer-needed');
  return [
    event('OriginBegun', {
      incident,
      origin: nextOrigin(state),
      key,
      vkey,
      previous: { origin: found.origin, size: String(last.size), root: last.root.toString('base64') },
    }),
  ];
}

/** The first origin, with the number of those there are then. */
function nextOrigin({ origins }: SigningState): string {
  return `${origins[0]}/${origins.length + 1}`;
}

@CommandHandler(BeginOrigin)
export class BeginOriginHandler implements ICommandHandler<BeginOrigin> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signings: Signings,
  ) {}

  async execute({ incident, context }: BeginOrigin) {
    const state = await this.signings.state();
    const active = requireSigning(state);
    const last = await this.signings.last(active.origin);
    if (!last) throw new DomainError('not-found');
    const vkey = vkeyOf(nextOrigin(state), readVkey(active.vkey).key);
    const given = { by: context.actor.id, key: readVkey(vkey).id, vkey, last };
    return this.runner.run({
      stream: SIGNING,
      context,
      decide: now => decideBeginOrigin(now, { incident }, given),
    });
  }
}
