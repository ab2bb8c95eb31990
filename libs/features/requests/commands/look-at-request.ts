import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Field } from '#libs/catalogue';
import {
  CommandRunner,
  type CommandContext,
  type DecisionContext,
  type Outcome,
  type Yields,
} from '#libs/commands';
import type { Actor } from '#libs/event-store';
import { requireLookingPurpose } from '#libs/features/access';
import type { Uuid } from '#libs/kernel';
import { requestLookStream, requestOwner, type RequestLookEventData } from '../events';

export interface LookAtRequestBody {
  /** What was shown: `request`, `letter`, `export`. */
  readonly view: string;
  /** Why the caller looks: name of a purpose. */
  readonly purpose: string;
  /** Of which a value is shown. */
  readonly fields: readonly Field[];
}

/** A request of somebody whom no subject is known for is shown to the actor: recorded before it is (P09). */
export class LookAtRequest extends Command<Outcome> {
  constructor(
    readonly request: Uuid,
    readonly body: LookAtRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking */
export function decideLook(
  request: Uuid,
  { view, purpose, fields }: LookAtRequestBody,
  { catalogue, by }: Pick<DecisionContext, 'catalogue'> & { readonly by: Actor },
): Yields<RequestLookEventData, 'RequestLooked'> {
  const { id, basis } = requireLookingPurpose(catalogue, purpose, by).purpose;
  return [
    {
      type: 'RequestLooked',
      data: { request, purpose: id, basis, view, fields: [...new Set(fields)].sort() },
    },
  ];
}

@CommandHandler(LookAtRequest)
export class LookAtRequestHandler implements ICommandHandler<LookAtRequest> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ request, body, context }: LookAtRequest) {
    const stream = { name: requestLookStream(request), owner: requestOwner(request) };
    return this.runner.note(stream, context, ({ catalogue }) =>
      decideLook(request, body, { catalogue, by: context.actor }),
    );
  }
}
