import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Example, IsDay } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day } from '#libs/kernel';
import {
  event,
  malformed,
  requireSubject,
  type SubjectContext,
  type SubjectYields,
  forContract,
} from '../guards';
import type { Channel } from '../events';
import { hasAccepted } from '../purposes';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { DayDescription, IsCatalogueName } from '../forms';

/**
 * Records that a version of the policy or of an extension's terms was accepted (P01, P02, P21). It is evidence, not
 * consent in the sense of Art. 6(1)(a). Nothing is accepted before it is in force.
 */
@Example({ document: 'terms:be', version: '2018-05-25', on: '2026-11-20', channel: 'application' })
export class AcceptDocumentBody {
  @IsCatalogueName()
  readonly document!: string;

  @IsString()
  @MaxLength(64)
  readonly version!: string;

  @DayDescription()
  @IsOptional()
  @IsDay()
  readonly on?: Day;

  @IsIn(['application', 'email', 'letter'])
  readonly channel!: Channel;
}

export function decideAcceptDocument(
  state: SubjectState,
  body: AcceptDocumentBody,
  { now, catalogue }: Pick<SubjectContext, 'now' | 'catalogue'>,
): SubjectYields<'DocumentAccepted'> {
  requireSubject(state);
  const today = brusselsDay(now);
  const { document, version, on = today, channel } = body;
  const accepted = catalogue.documents.find(row => row.document === document && row.version === version);
  if (!accepted) throw new DomainError('document-version-unknown');
  if (on > today) throw malformed({ pointer: '/on', rule: 'in-the-future' });
  if (on < accepted.from) throw malformed({ pointer: '/on', rule: 'before-in-force' });
  return hasAccepted(state, body) ? [] : [event('DocumentAccepted', { document, version, on, channel })];
}

/** Records that a version of the policy or of an extension’s terms was accepted (P01, P02, P21). */
export class AcceptDocument extends SubjectCommand<AcceptDocumentBody, 'DocumentAccepted'> {}

@CommandHandler(AcceptDocument)
export class AcceptDocumentHandler implements ICommandHandler<AcceptDocument> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: AcceptDocument) {
    return this.subjects.run(command, {
      name: 'accept-document',
      decide: decideAcceptDocument,
      actsFor: forContract,
    });
  }
}
