import { Injectable } from '@nestjs/common';
import { Looks } from '#libs/features/access';
import { Catalogues, purposeOf } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, Clock } from '#libs/kernel';
import { type RequestLookEventData } from './events';
import type { RequestState } from './state';

/** Looks at requests: at the subject's, where one is known, else at the request itself (P09). */
@Injectable()
export class RequestLooks {
  constructor(
    private readonly looks: Looks,
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking */
  async record(
    { id: request, subject }: Pick<RequestState, 'id' | 'subject'>,
    view: string,
    purpose: string,
    context: CommandContext,
  ): Promise<void> {
    if (subject !== undefined) return this.looks.record(subject, view, purpose, context);
    const found = purposeOf(this.catalogues.current(this.clock.now()), purpose);
    if (!found) throw new DomainError('purpose-unknown');
    if (!found.look) throw new DomainError('purpose-required');
    const { id, basis } = found;
    await this.runner.note<RequestLookEventData>(
      { name: `look-request-${request}`, owner: `request:${request}` },
      context,
      [{ type: 'RequestLooked', data: { request, purpose: id, basis, view } }],
    );
  }
}
