import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { mayErase, purposeName, type Catalogue } from '#libs/catalogue';
import type { CommandContext } from '#libs/commands';
import type { Actor } from '#libs/event-store';
import { Describe, Example, IsId, Nested } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import {
  event,
  Requested,
  requireSettled,
  requireSubject,
  requireUnrestricted,
  requireUpheld,
  type AskedFor,
  type ErasureBegun,
  type KeptKey,
  type SubjectState,
} from '#libs/features/subjects';
import type { KeyOfOwner, KeyRef } from '#libs/vault';
import { Kept } from '../answers';
import { requireApproved, takesTwo } from '../approval';
import { Erasures } from '../erasures';
import { ErasureGround, groundOf, requireGround } from '../grounds';
import type { ErasureContext, ErasureOutcome, ErasureYields } from '../guards';
import { keptByLaw, lastDay } from '../kept';
import { requireUnneeded } from '../needed';
import { concerns, reseal, type PartScope } from '../parts';
import { IsScope, scopeOf } from '../scope';

@Example({
  scope: { of: 'field', purpose: 'contract', field: 'telephone' },
  reason: 'no-longer-needed',
})
export class BeginErasureBody extends ErasureGround {
  @Describe(
    'All of the subject; what is held for a purpose; that of one period; one field of it; or values of it that were ' +
      'corrected since.',
  )
  @IsScope()
  readonly scope!: ErasureBegun['scope'];
}

export class BeginErasureAnswer {
  @IsOptional()
  @IsId()
  readonly erasure?: Uuid;

  @IsOptional()
  @Nested(() => Kept, { each: true })
  readonly kept?: readonly Kept[];

  @Describe(
    'Duties to tell recipients of it (Art. 19). Of more than some hundreds the first: the erasure has all of them before it is `fenced`.',
  )
  @IsOptional()
  @IsId({ each: true })
  readonly duties?: readonly Uuid[];
}

/** Begins the erasure of a subject's data, whole or in part (Art. 17). */
export class BeginErasure extends Command<ErasureOutcome> {
  constructor(
    readonly subject: Uuid,
    readonly body: BeginErasureBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What an erasure is decided in that somebody asks for. */
export interface AskedErasure extends ErasureContext {
  readonly by: Actor;
  readonly catalogue: Catalogue;
  /** What was asked by the request that is named. */
  readonly asked?: AskedFor | undefined;
}

/**
 * What people and services erase, whatever endpoint they use: who may, for a request that is settled and registered by
 * another, on a ground that holds; with a second person's word where one may not decide alone.
 */
export function decideErase(
  state: SubjectState,
  body: BeginErasureBody,
  { by, catalogue, asked, ...context }: AskedErasure,
): ErasureYields {
  const { scope, reason, request } = body;
  if (state.kind === undefined) throw new DomainError('not-found');
  requireMayErase(by, scope, catalogue);
  requireGround(body);
  requireSettled({ subject: state.id, request }, asked, 'erasure', 'objection');
  if (asked?.registeredBy === by.id) throw new DomainError('another-person-needed');
  const decided = decideBegin(state, body, context);
  if (decided.length === 0) return decided;
  if (reason === 'no-longer-needed' || reason === 'retention-ended') requireUnneeded(state, scope, context);
  if (!takesTwo(state, body, { ...context, asked })) return decided;
  return decideBegin(state, { ...body, approval: requireApproved(state, body, context, by.id) }, context);
}

/** An officer; staff a part, for a request; a service what the catalogue lets it. */
function requireMayErase({ role, id }: Actor, scope: ErasureBegun['scope'], catalogue: Catalogue): void {
  if (role === 'privacy-officer') return;
  if (role === 'service') {
    if (scope.of === 'subject' || !mayErase(catalogue, id, purposeName(scope.purpose)))
      throw new DomainError('client-not-allowed');
  } else if (scope.of === 'subject') throw new DomainError('forbidden-role');
}

/** What {@link decideBegin} is told: the ground, and whose second word it has, where it needs one. */
type Beginning = Pick<BeginErasureBody, 'scope' | 'reason' | 'finding' | 'law' | 'request'> & {
  readonly approval?: Uuid;
};

/** Of the subject, of what is held for a purpose, of one field, of superseded values. */
export function decideBegin(state: SubjectState, body: Beginning, context: ErasureContext): ErasureYields {
  if (state.kind === undefined) throw new DomainError('not-found');
  const taken = new Set(Object.values(state.erasures).flatMap(({ keys }) => keys.map(({ key }) => key)));
  const living = context.keys.filter(({ fenced, key }) => !fenced && !taken.has(key));
  const { scope } = body;
  if (scope.of === 'subject') {
    // An objection is to a purpose, never to all that is held.
    if (body.reason === 'objection') throw new DomainError('objection-not-upheld');
    return eraseSubject(state, body, context, living);
  }

  requireSubject(state);
  requireUnrestricted(state);
  const purpose = context.rules(scope.purpose);
  const part = scopeOf(scope, context.rules) as PartScope | undefined;
  if (!purpose || !part) throw new DomainError('purpose-unknown');
  if (body.reason === 'objection') requireUpheld(state, purpose);
  return erasePart(state, { ...body, scope: part }, context, living);
}

@CommandHandler(BeginErasure)
export class BeginErasureHandler implements ICommandHandler<BeginErasure> {
  constructor(
    private readonly erasures: Erasures,
    private readonly requested: Requested,
  ) {}

  async execute(command: BeginErasure) {
    const asked = await this.requested.by(command.body);
    const by = command.context.actor;
    return this.erasures.begin(
      command,
      (state, body, context) => decideErase(state, body, { ...context, by, asked }),
      'erase',
    );
  }
}

function eraseSubject(
  state: SubjectState,
  body: Beginning,
  context: ErasureContext,
  living: readonly KeyOfOwner[],
): ErasureYields {
  if (state.erasure === 'begun') return [];
  const day = brusselsDay(context.now);
  const kept = living.flatMap(key => keptAs(key, keptByLaw(state, context.rules, key, day)));
  const keys = without(living, kept);
  // What was kept goes when its time is over; nothing else can be left of an erased subject.
  if (state.erasure === 'erased' && keys.length === 0) return [];
  requireUnrestricted(state);
  const transfers = Object.values(state.transfers);
  if (transfers.some(({ status }) => status === 'under-way')) throw new DomainError('transfer-under-way');
  return begun(body, context, [...keys, ...context.actors], kept);
}

function erasePart(
  state: SubjectState,
  body: Beginning & { readonly scope: PartScope },
  context: ErasureContext,
  living: readonly KeyOfOwner[],
): ErasureYields {
  const { scope } = body;
  const day = brusselsDay(context.now);
  const concerned = living.filter(key => concerns(scope, state, context.held, key));
  const kept = concerned.flatMap(key => keptAs(key, keptUntil(state, key, context, day)));
  const keys = without(concerned, kept);
  if (keys.length === 0) {
    const [first] = kept;
    if (!first) return [];
    throw new DomainError('kept-by-law', { purpose: first.purpose, until: first.until });
  }
  return [...reseal(scope, context.held, context.id('erasure'), keys), ...begun(body, context, keys, kept)];
}

/** A month that still runs goes on being sealed under its key: it stays until it is over. */
function keptUntil(state: SubjectState, key: KeyRef, { rules }: ErasureContext, day: Day): Day | undefined {
  const byLaw = keptByLaw(state, rules, key, day);
  if (byLaw) return byLaw;
  const { period } = key;
  const last = period.startsWith('fy-') ? undefined : lastDay(period);
  return last !== undefined && last >= day ? last : undefined;
}

function begun(
  { scope, approval, ...ground }: Beginning,
  { id }: ErasureContext,
  keys: readonly KeyRef[],
  kept: readonly KeptKey[],
): ErasureYields<'ErasureBegun'> {
  return [
    event('ErasureBegun', {
      erasure: id('erasure'),
      scope,
      ...groundOf(ground),
      ...(approval && { approval }),
      keys: keys.map(({ key, owner, purpose, period, generation }) => ({
        key,
        owner,
        purpose,
        period,
        generation,
      })),
      kept,
    }),
  ];
}

function keptAs({ key, purpose, period }: KeyRef, until: Day | undefined): KeptKey[] {
  return until === undefined ? [] : [{ key, purpose, period, until }];
}

function without(keys: readonly KeyOfOwner[], kept: readonly KeptKey[]): KeyOfOwner[] {
  return keys.filter(({ key }) => !kept.some(each => each.key === key));
}
