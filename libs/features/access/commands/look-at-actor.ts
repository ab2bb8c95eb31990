import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import type { Actor } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { actorLookStream, type ActorLooked } from '../events';
import { event, requireLookingPurpose, type AccessOutcome, type AccessYields } from '../guards';

export interface LookAtActorBody {
  /** The pseudonym that is told of, or that is told; absent where there is none. */
  readonly actor?: Uuid;
  readonly by: ActorLooked['by'];
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
}

/** An officer is told who acted, or under which pseudonym an employee acts: recorded before it is (P09). */
export class LookAtActor extends Command<AccessOutcome> {
  constructor(
    readonly body: LookAtActorBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `purpose-unknown`, `purpose-required`, `look-not-allowed` */
export function decideLookAtActor(
  _: unknown,
  { actor, by, purpose }: LookAtActorBody,
  { catalogue, officer }: Pick<DecisionContext, 'catalogue'> & { readonly officer: Actor },
): AccessYields<'ActorLooked'> {
  const { id, basis } = requireLookingPurpose(catalogue, purpose, officer).purpose;
  return [event('ActorLooked', { by, purpose: id, basis, ...(actor !== undefined && { actor }) })];
}

@CommandHandler(LookAtActor)
export class LookAtActorHandler implements ICommandHandler<LookAtActor> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ body, context }: LookAtActor) {
    const officer = context.actor;
    const stream = { name: actorLookStream(officer.id), owner: `actor:${officer.id}` };
    return this.runner.note(stream, context, ({ catalogue }) =>
      decideLookAtActor(undefined, body, { catalogue, officer }),
    );
  }
}
