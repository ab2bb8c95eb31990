import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { purposeOf } from '#libs/catalogue';
import { DomainError, type Uuid } from '#libs/kernel';
import { EXAMPLE_ID, Example } from '#libs/http/schema';
import type { ObjectionSettled } from '../events';
import { event, requireSubject, type SubjectContext, type SubjectYields, forRight } from '../guards';
import { isDirectMarketing } from '../objectable';
import type { SubjectState } from '../state';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsPlainId } from '../forms';

@Example({ objection: EXAMPLE_ID, outcome: 'compelling-grounds' })
export class SettleObjectionBody {
  @IsPlainId()
  readonly objection!: Uuid;

  @IsIn(['upheld', 'compelling-grounds', 'legal-claims', 'withdrawn'])
  readonly outcome!: ObjectionSettled['outcome'];
}

/** Against it stand compelling legitimate grounds, or legal claims (Art. 21(1)); or whoever objected no longer does. */
export function decideSettleObjection(
  state: SubjectState,
  { objection, outcome }: SettleObjectionBody,
  { catalogue }: Pick<SubjectContext, 'catalogue'>,
): SubjectYields<'ObjectionSettled'> {
  requireSubject(state);
  const it = state.objections[objection];
  if (!it) throw new DomainError('objection-unknown');
  if (it.status === outcome) return [];
  // What was upheld, or is against direct marketing, is not weighed; who objected may still change their mind.
  const purpose = purposeOf(catalogue, it.purpose);
  const weighed = outcome !== 'withdrawn' && outcome !== 'upheld';
  if (weighed && (it.status === 'upheld' || (purpose && isDirectMarketing(purpose))))
    throw new DomainError('objection-upheld');
  return [event('ObjectionSettled', { objection, purpose: it.purpose, outcome })];
}

/** Decides upon an objection (Art. 21). */
export class SettleObjection extends SubjectCommand<SettleObjectionBody, 'ObjectionSettled'> {}

@CommandHandler(SettleObjection)
export class SettleObjectionHandler implements ICommandHandler<SettleObjection> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: SettleObjection) {
    return this.subjects.run(command, {
      name: 'settle-objection',
      decide: decideSettleObjection,
      actsFor: forRight,
    });
  }
}
