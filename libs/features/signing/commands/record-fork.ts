import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import { IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, type FoundFork, type SigningOutcome, type SigningYields } from '../guards';
import { Signings } from '../signings';
import { SIGNING, type SigningState } from '../state';

export class RecordForkAnswer {
  @IsId()
  readonly incident!: Uuid;
}

/** A first officer puts on record that the register does not go on from what was signed. */
export class RecordFork extends Command<SigningOutcome<'RegisterForkRecorded'>> {
  constructor(readonly context: CommandContext) {
    super();
  }
}

/** @throws DomainError `not-forked` */
export function decideRecordFork(
  state: SigningState,
  _: unknown,
  { id, fork }: Pick<DecisionContext, 'id'> & { readonly fork: FoundFork | undefined },
): SigningYields<'RegisterForkRecorded'> {
  if (!fork || fork.origin !== state.origins.at(-1)) throw new DomainError('not-forked');
  if (state.incident) return [];
  const { origin, since, sound, signed, place } = fork;
  return [
    event('RegisterForkRecorded', {
      incident: id('incident'),
      origin,
      since: since.toISOString(),
      sound: String(sound),
      signed: String(signed),
      place,
    }),
  ];
}

@CommandHandler(RecordFork)
export class RecordForkHandler implements ICommandHandler<RecordFork> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly signings: Signings,
  ) {}

  async execute({ context }: RecordFork) {
    const fork = await this.signings.fork();
    return this.runner.run({
      stream: SIGNING,
      context,
      decide: (state, given) => decideRecordFork(state, undefined, { ...given, fork }),
    });
  }
}
