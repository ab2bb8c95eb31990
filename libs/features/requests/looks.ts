import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { LookAtRequest } from './commands/look-at-request';
import type { RequestState } from './state';

/** Looks at requests: at the subject's, where one is known, else at the request itself (P09). */
@Injectable()
export class RequestLooks {
  constructor(
    private readonly looks: Looks,
    private readonly commands: CommandBus,
  ) {}

  /**
   * What was asked, and what answers it, is shown for a purpose that needs all of it: that of the request (P04).
   * @throws DomainError those of {@link Looks.record}, and of {@link Looks.requireWhole}
   */
  async record(
    { id: request, subject }: Pick<RequestState, 'id' | 'subject'>,
    view: string,
    purpose: string,
    context: CommandContext,
  ): Promise<void> {
    this.looks.requireWhole(purpose, context);
    if (subject !== undefined) return this.looks.record(subject, view, purpose, context);
    await this.commands.execute(new LookAtRequest(request, { view, purpose }, context));
  }
}
