import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { subjectStreamOf } from '#libs/features/subjects';
import { RequestCommand, ruleOf, type RequestBodyOf, type RequestOutcome } from './command';
import { type RequestEventData } from './events';
import { requireTrueOfSubject, requireSettled } from './of-subject';
import { requestStreamOf, type RequestState } from './state';

/** Carries out every command on a request: decides and appends. */
@CommandHandler(RequestCommand)
export class RequestCommandHandler implements ICommandHandler<RequestCommand, RequestOutcome> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ name, request, body, context }: RequestCommand): Promise<RequestOutcome> {
    const rule = ruleOf(name);
    const subject = rule.subject?.(body);
    const subjectKnown = subject !== undefined && (await this.isRegistered(subject));
    return this.runner.run<RequestState, RequestEventData>({
      stream: requestStreamOf(request),
      context,
      refusal: { command: name, ...(subject !== undefined && subjectKnown && { subject }) },
      decide: async (state, given) => {
        if (name === 'send-letter')
          await requireTrueOfSubject(this.runner, state, (body as RequestBodyOf<'send-letter'>).letter);
        if (name === 'close') await requireSettled(this.runner, state);
        return rule.decide(body, {
          state,
          given,
          catalogue: this.catalogues.current(given.now),
          subjectKnown,
        });
      },
    });
  }

  private async isRegistered(subject: Uuid): Promise<boolean> {
    return (await this.runner.load(subjectStreamOf(subject))).state.kind !== undefined;
  }
}
