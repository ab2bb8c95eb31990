import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn } from 'class-validator';
import { purposeName, type Purpose } from '#libs/catalogue';
import type { Actor } from '#libs/event-store';
import { brusselsDay, DomainError } from '#libs/kernel';
import { Example } from '#libs/http/schema';
import {
  event,
  malformed,
  requireOpen,
  requirePurpose,
  requireSubject,
  requireUnrestricted,
  sealedFor,
  type SubjectContext,
  type SubjectYields,
} from '../guards';
import { heldFor } from '../evolve';
import { heldRefs, type HeldRef } from '../opened';
import { heldIn, periodOf } from '../purposes';
import type { Source } from '../events';
import type { SubjectState } from '../state';
import { newTo, parseValues, refuseOverCollection, requireEnough, requireTerms } from '../values';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsCatalogueName, IsValues, SOURCES, SourceDescription, type GivenValues } from '../forms';

/** Collects values for a purpose that is open (P01, P03, P04, P22). */
@Example({ purpose: 'contract', source: 'subject', values: { telephone: '+3292345678' } })
export class CollectBody {
  @IsCatalogueName()
  readonly purpose!: string;

  @SourceDescription()
  @IsIn(SOURCES)
  readonly source!: Source;

  @IsValues()
  readonly values!: GivenValues;
}

/** What to open before the decision: values that are held already are compared with those given. */
export function heldForCollect(state: SubjectState, { purpose, values }: CollectBody): HeldRef[] {
  return heldRefs(state, Object.keys(values), [purposeName(purpose)]);
}

export function decideCollect(
  state: SubjectState,
  body: CollectBody,
  {
    now,
    catalogue,
    current,
    by,
  }: Pick<SubjectContext, 'now' | 'catalogue' | 'current'> & { readonly by?: Pick<Actor, 'role'> },
): SubjectYields<'DataCollected'> {
  requireSubject(state);
  const day = brusselsDay(now);
  const purpose = requirePurpose(catalogue, body.purpose);
  refuseOverCollection(purpose, state, Object.keys(body.values));
  requireOpen(state, purpose, day);
  requireTerms(state, catalogue, purpose, day);
  if (by?.role === 'customer') requireOptional(purpose, body);

  const name = purposeName(purpose.id);
  const held = heldIn(state, purpose, day);
  if (Object.keys(held).length === 0) requireUnrestricted(state);
  const values = newTo(name, parseValues(body.values, '/values'), held, current);
  if (Object.keys(values).length === 0) return [];
  requireEnough(purpose, state, held, values);
  const sealed = sealedFor(purpose, periodOf(purpose.period, day), values, heldFor(state, name));
  return [event('DataCollected', { source: body.source, purposes: [sealed] })];
}

/** What customers add by themselves is what a purpose does not need and may have, and they are who gives it (P17). */
function requireOptional({ optional }: Purpose, { values, source }: CollectBody): void {
  if (source !== 'subject') throw malformed({ pointer: '/source', rule: 'not-the-subject' });
  const needed = Object.keys(values).filter(field => !(optional as readonly string[]).includes(field));
  if (needed.length > 0) throw new DomainError('field-not-optional', { fields: needed });
}

/** Collects values for a purpose that is open (P01, P03, P04, P22). */
export class Collect extends SubjectCommand<CollectBody, 'DataCollected'> {}

@CommandHandler(Collect)
export class CollectHandler implements ICommandHandler<Collect> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: Collect) {
    const by = command.context.actor;
    return this.subjects.run(command, {
      name: 'collect',
      opens: heldForCollect,
      decide: (state, body, context) => decideCollect(state, body, { ...context, by }),
      actsFor: (_, { purpose }) => ({ purposes: [purpose] }),
    });
  }
}
