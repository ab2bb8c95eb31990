import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { IsPlainId } from '#libs/features/subjects';
import { DomainError, type Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import { event, requireOpen, type RequestOutcome, type RequestYields } from '../guards';
import { isRegistered } from '../of-subject';
import { requestStreamOf, type RequestState } from '../state';

@Example({ subject: EXAMPLE_ID })
export class LinkRequestBody {
  @IsPlainId()
  readonly subject!: Uuid;
}

/** Links a request to the subject that it is about. */
export class LinkRequest extends Command<RequestOutcome<'RequestLinked'>> {
  constructor(
    readonly request: Uuid,
    readonly body: LinkRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Somebody who was not known as a subject turned out to be one: only once identity is shown (P08, P19).
 * @param context subjectKnown: whether the subject that is named is registered
 */
export function decideLink(
  state: RequestState,
  { subject }: LinkRequestBody,
  { subjectKnown }: { readonly subjectKnown: boolean },
): RequestYields<'RequestLinked'> {
  requireOpen(state);
  if (state.subject === subject) return [];
  if (state.subject !== undefined) throw new DomainError('request-linked');
  if (!subjectKnown) throw new DomainError('not-found');
  if (state.identity !== 'verified') throw new DomainError('proof-outstanding');
  return [event('RequestLinked', { subject })];
}

@CommandHandler(LinkRequest)
export class LinkRequestHandler implements ICommandHandler<LinkRequest> {
  constructor(private readonly runner: CommandRunner) {}

  async execute({ request, body, context }: LinkRequest) {
    const subjectKnown = await isRegistered(this.runner, body.subject);
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: state => decideLink(state, body, { subjectKnown }),
    });
  }
}
