import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { Example, EXAMPLE_ID, IsId } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, requireSubject, type SubjectContext, type SubjectYields, forContract } from '../guards';
import { requireLink } from '../links';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

@Example({ link: EXAMPLE_ID, to: EXAMPLE_ID })
export class BeginTransferBody {
  @IsPlainId()
  readonly link!: Uuid;

  @IsPlainId()
  readonly to!: Uuid;
}

export class BeginTransferAnswer {
  @IsOptional()
  @IsId()
  readonly transfer?: Uuid;

  @IsOptional()
  @IsIn(['completed', 'failed', 'under-way'])
  readonly result?: 'completed' | 'failed' | 'under-way';
}

export function decideBeginTransfer(
  state: SubjectState,
  { link: id, to }: BeginTransferBody,
  context: Pick<SubjectContext, 'id'>,
): SubjectYields<'DomainTransferBegun'> {
  requireSubject(state);
  const link = requireLink(state, id, 'domain');
  if (link.kind !== 'domain' || link.role !== 'holder' || !link.value) throw new DomainError('link-unknown');
  if (to === state.id) throw new DomainError('transfer-to-self');
  const underWay = Object.values(state.transfers).find(
    each => each.link === id && each.status === 'under-way',
  );
  if (underWay?.to === to) return [];
  if (underWay) throw new DomainError('transfer-under-way');
  return [event('DomainTransferBegun', { transfer: context.id('transfer'), link: id, to })];
}

/** A domain name goes from one holder to another: begun in the stream of the old holder, resumed from there. */
export class BeginTransfer extends SubjectCommand<BeginTransferBody, 'DomainTransferBegun'> {}

@CommandHandler(BeginTransfer)
export class BeginTransferHandler implements ICommandHandler<BeginTransfer> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: BeginTransfer) {
    return this.subjects.run(command, {
      name: 'transfer-domain',
      decide: decideBeginTransfer,
      actsFor: forContract,
    });
  }
}
