import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional } from 'class-validator';
import { purposeName, type Catalogue } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { isDirectMarketing, type SubjectState } from '#libs/features/subjects';
import { Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { REFUSAL_REASONS, type RefusalReason, type RequestKind } from '../codes';
import { IsFreeText } from '../forms';
import {
  about,
  event,
  isSignedIn,
  requireOpen,
  sealed,
  type Registered,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { subjectNow } from '../of-subject';
import { requestStreamOf, type RequestState } from '../state';

@Example({ reason: 'rights-of-others', scope: 'part', note: 'A letter names a neighbour.' })
export class RefuseRequestBody {
  @IsIn(Object.keys(REFUSAL_REASONS))
  readonly reason!: RefusalReason;

  @Describe('A refusal in part is a refusal too (Art. 12(4)).')
  @IsIn(['whole', 'part'])
  readonly scope!: 'whole' | 'part';

  @IsOptional()
  @IsFreeText()
  readonly note?: string;
}

/** Refuses a request, in whole or in part (Art. 12(4)). */
export class RefuseRequest extends Command<RequestOutcome<'RequestRefused'>> {
  constructor(
    readonly request: Uuid,
    readonly body: RefuseRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** What a refusal is decided in. `subject`: whose request it is, where that is known and the request is an objection. */
interface RefuseContext {
  readonly catalogue: Catalogue;
  readonly subject?: Pick<SubjectState, 'objections'> | undefined;
}

/** A refusal names its reason, the authority and the court (Art. 12(4)). */
export function decideRefuse(
  state: RequestState,
  { reason, scope, note }: RefuseRequestBody,
  context: RefuseContext,
): RequestYields<'RequestRefused'> {
  requireOpen(state);
  if (!refusableFor(state, reason)) throw new DomainError('refusal-not-fitting');
  if (WEIGHED.has(reason) && !mayWeigh(state, scope, context)) throw new DomainError('refusal-not-fitting');
  if (state.refusal?.reason === reason && state.refusal.scope === scope) return [];
  const done = Object.values(state.executions).some(({ status }) => status !== 'failed');
  if (scope === 'whole' && done) throw new DomainError('request-carried-out');
  return [
    event('RequestRefused', {
      reason,
      scope,
      authority: 'GBA/APD',
      court: 'court-of-first-instance',
      ...about(state),
      ...sealed({ note }),
    }),
  ];
}

function refusableFor(state: Registered, reason: RefusalReason): boolean {
  const kinds: readonly RequestKind[] = REFUSAL_REASONS[reason];
  if (!kinds.includes(state.kind)) return false;
  return reason !== 'identity-not-shown' || (!isSignedIn(state) && state.identity !== 'verified');
}

/** What Art. 21(1) weighs, or makes a condition of the right to object. */
const WEIGHED: ReadonlySet<RefusalReason> = new Set([
  'compelling-grounds',
  'legal-claims',
  'conditions-not-met',
]);

/**
 * Nothing is weighed against an objection to direct marketing (Art. 21(2), (3)). Which purposes a request objects to, its
 * objections on record tell: without one nobody knows that it is not that.
 */
function mayWeigh(
  { id, kind }: Registered,
  scope: RefuseRequestBody['scope'],
  { catalogue, subject }: RefuseContext,
): boolean {
  const marketing = new Set(catalogue.purposes.filter(isDirectMarketing).map(each => purposeName(each.id)));
  if (kind !== 'objection' || marketing.size === 0) return true;
  const own = Object.values(subject?.objections ?? {}).filter(({ request }) => request === id);
  const weighed = own.filter(({ purpose }) => !marketing.has(purpose));
  return weighed.length > 0 && (scope === 'part' || weighed.length === own.length);
}

@CommandHandler(RefuseRequest)
export class RefuseRequestHandler implements ICommandHandler<RefuseRequest> {
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: RefuseRequest) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      decide: async (state, { catalogue }) => {
        const asked = state.kind === 'objection' ? state.subject : undefined;
        const subject = asked === undefined ? undefined : await subjectNow(this.runner, asked);
        return decideRefuse(state, body, { catalogue, subject });
      },
    });
  }
}
