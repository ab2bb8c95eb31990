import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Field } from '#libs/catalogue';
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
   * @param fields of which a value is shown: the entry names them
   * @throws DomainError those of {@link Looks.record}, and of {@link Looks.requireWhole}
   */
  async record(
    { id: request, subject }: Pick<RequestState, 'id' | 'subject'>,
    view: 'request' | 'letter' | 'export',
    purpose: string,
    context: CommandContext,
    fields: readonly Field[],
  ): Promise<void> {
    await this.looks.requireWhole(subject, purpose, context);
    if (subject !== undefined) return this.looks.record(subject, view, purpose, context, fields);
    const look = new LookAtRequest(request, { view, purpose, fields }, context);
    await this.looks.onRecord(undefined, context, () => this.commands.execute(look));
  }
}
