import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Min,
} from 'class-validator';
import { purposeOf } from '#libs/catalogue';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import { BeginErasure, FINDINGS, IsLaw, Kept, onRecord } from '#libs/features/erasure';
import {
  isField,
  IsCatalogueName,
  IsValues,
  malformed,
  parseField,
  type ErasureBegun,
  type ErasureFinding,
  type RestrictBody,
  type GivenValues,
} from '#libs/features/subjects';
import { Describe, Example, IsId, Nested } from '#libs/http/schema';
import { addDays, brusselsDay, DomainError, type Json, type Uuid, type ValueError } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { answerTo, type AnswerTo } from '../answer-to';
import { ACTS_OF, type Act } from '../codes';
import { erasureOf, scopeOf } from '../erasure-of';
import { ANSWER_PERIOD, type CarryingOutBegun } from '../events';
import {
  event,
  isCarriedOut,
  outstanding,
  PURPOSE,
  requestPurpose,
  requireAnother,
  requireNothingUnderWay,
  requireOpen,
  sealed,
  type Registered,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { subjectNow } from '../of-subject';
import { requestStreamOf, type RequestState } from '../state';

/** Days through which it is kept where the answer to an erasure goes, at most: the controller's decision. */
const ANSWER_DAYS = 30;

class CorrectionBody {
  @IsValues()
  readonly values!: GivenValues;

  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsCatalogueName({ each: true })
  readonly purposes?: readonly string[];

  @Describe('Version (ETag) of the record that was looked at.')
  @IsInt()
  @Min(0)
  readonly version!: number;
}

class RestrictionBody {
  @IsIn(['accuracy-contested', 'unlawful', 'needed-for-claims', 'objection-pending'])
  readonly ground!: RestrictBody['ground'];
}

class ObjectionBody {
  @Describe('What the person objects to; granted by this.')
  @IsCatalogueName()
  readonly purpose!: string;
}

class ErasureBody {
  @Describe('One purpose; all that may go, where left out.')
  @IsOptional()
  @IsCatalogueName()
  readonly purpose?: string;

  @Describe(
    'Art. 17(1)(a), (d), (e): `no-longer-needed` where left out, or of an objection `objection`. `unlawful` needs `finding`, ' +
      '`legal-obligation` needs `law`.',
  )
  @IsOptional()
  @IsIn(['no-longer-needed', 'unlawful', 'legal-obligation'])
  readonly reason?: 'no-longer-needed' | 'unlawful' | 'legal-obligation';

  @IsOptional()
  @IsIn(FINDINGS)
  readonly finding?: ErasureFinding;

  @IsOptional()
  @IsLaw()
  readonly law?: string;
}

/**
 * What is asked of the record is done by the subject's own command, with this request as its source. Access and
 * portability need no member: what is held is then answered as a document.
 */
@Example({ restrict: { ground: 'accuracy-contested' } })
export class CarryOutRequestBody {
  @IsOptional()
  @Nested(() => CorrectionBody)
  readonly correct?: CorrectionBody;

  @IsOptional()
  @Nested(() => RestrictionBody)
  readonly restrict?: RestrictionBody;

  @IsOptional()
  @Nested(() => ObjectionBody)
  readonly object?: ObjectionBody;

  @IsOptional()
  @Nested(() => ErasureBody)
  readonly erase?: ErasureBody;
}

export class CarryOutRequestAnswer {
  @IsOptional()
  @IsId()
  readonly execution?: Uuid;

  @IsOptional()
  @IsIn(['done', 'failed', 'under-way'])
  readonly result?: 'done' | 'failed' | 'under-way';

  @Describe('The problem that it failed with; it can be tried again.')
  @IsOptional()
  @IsString()
  readonly code?: string;

  @Describe('Of a dry run of an erasure: what a law keeps.')
  @IsOptional()
  @Nested(() => Kept, { each: true })
  readonly kept?: readonly Kept[];
}

/** What carrying out comes to. `kept`: of an erasure that was only tried. */
export type CarriedOutOutcome = RequestOutcome<Written> & { readonly kept?: ErasureBegun['kept'] };

type Written = 'CarryingOutBegun' | 'CarriedOut';

/** Begins to carry a request out (Art. 15 to 21). */
export class CarryOutRequest extends Command<CarriedOutOutcome> {
  constructor(
    readonly request: Uuid,
    readonly body: CarryOutRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context by: pseudonym of who carries it out; to: where the answer goes once all of the subject is erased */
export function decideCarryOut(
  state: RequestState,
  body: CarryOutRequestBody,
  {
    id,
    now,
    catalogue,
    by,
    to,
  }: Pick<DecisionContext, 'id' | 'now' | 'catalogue'> & {
    readonly by: string;
    readonly to?: AnswerTo | undefined;
  },
): RequestYields<Written> {
  requireOpen(state);
  const act = actOf(state, body);
  const wants = outstanding(state);
  if (wants !== undefined) throw new DomainError(wants);
  const { subject } = state;
  if (subject === undefined) throw new DomainError('request-not-linked');
  if (act === 'erase' || act === 'disclose') requireAnother(state, by);
  requireNothingUnderWay(state);
  if (act === 'disclose' && isCarriedOut(state)) return [];
  const execution = id('execution');
  const details = { ...detailsOf(body), ...(to && kept(state, to, { now, catalogue })) };
  const begun = event('CarryingOutBegun', { execution, subject, act, ...details });
  // What is answered with a document needs no step in another stream.
  return act === 'disclose' ? [begun, event('CarriedOut', { execution, subject, act })] : [begun];
}

/** Exactly one act, and one that carries out this kind of request. */
function actOf(state: Registered, body: CarryOutRequestBody): Act {
  const given = (['correct', 'restrict', 'object', 'erase'] as const).filter(
    name => body[name] !== undefined,
  );
  const [act = 'disclose'] = given as readonly Act[];
  if (given.length > 1 || !ACTS_OF[state.kind].includes(act)) throw new DomainError('act-not-fitting');
  return act;
}

/** Under a key of its own, so that it ends when the answer went out. */
function kept(
  { executions }: RequestState,
  { values, language }: AnswerTo,
  { now, catalogue }: Pick<DecisionContext, 'now' | 'catalogue'>,
) {
  const { id: purpose, basis } = requestPurpose(catalogue);
  const period = `${ANSWER_PERIOD}${Object.keys(executions).length + 1}`;
  return {
    sealed: new ToSeal(PURPOSE, period, values),
    answerUntil: addDays(brusselsDay(now), ANSWER_DAYS),
    answerFor: { purpose, basis },
    ...(language && { language }),
  };
}

function detailsOf({ correct, restrict, object, erase }: CarryOutRequestBody) {
  if (correct) {
    const { values, version, purposes } = correct;
    return { version, ...(purposes && { purposes }), ...sealed({ values: parsed(values) }) };
  }
  if (restrict) return { ground: restrict.ground };
  if (object) return { purpose: object.purpose };
  const { purpose, reason, finding, law } = erase ?? {};
  return {
    ...(purpose !== undefined && { purpose }),
    ...(reason && { reason }),
    ...(finding && { finding }),
    ...(law !== undefined && { law }),
  };
}

/** Only what the vocabulary has is kept, even here (P03). */
function parsed(values: GivenValues): Json {
  const errors: ValueError[] = [];
  const result: Record<string, Json> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!isField(name)) {
      const fields = ['unlisted'];
      throw new DomainError('field-not-needed', { fields }, { reason: 'over-collection', fields });
    }
    const field = parseField(name, value);
    if (field.ok) result[name] = field.value;
    else
      errors.push({
        pointer: ['/correct/values', name, field.at].filter(Boolean).join('/'),
        rule: field.rule,
      });
  }
  if (errors.length > 0) throw malformed(...errors);
  return result;
}

@CommandHandler(CarryOutRequest)
export class CarryOutRequestHandler implements ICommandHandler<CarryOutRequest> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly bus: CommandBus,
    @Inject(Vault) private readonly vault: Pick<Vault, 'openAll'>,
  ) {}

  async execute({ request, body, context }: CarryOutRequest): Promise<CarriedOutOutcome> {
    let kept: ErasureBegun['kept'] | undefined;
    const outcome = await this.runner.run({
      stream: requestStreamOf(request),
      context,
      refusal: { command: 'carry-out', subject: ({ subject }) => subject },
      decide: async (state, given) => {
        const by = context.actor.id;
        const decide = () => decideCarryOut(state, body, { ...given, by });
        const rules = (name: string) => purposeOf(given.catalogue, name);
        const [begun, ...rest] = body.erase ? onRecord(scopeOf(body.erase), rules, decide) : decide();
        if (begun?.type !== 'CarryingOutBegun' || begun.data.act !== 'erase')
          return [...(begun ? [begun] : []), ...rest];
        // What stands in the way is told before anything is begun.
        kept = await this.tried(state, begun.data, context);
        if (begun.data.purpose !== undefined) return [begun];
        const subject = await subjectNow(this.runner, begun.data.subject);
        const to = await answerTo(this.vault, state, subject);
        return decideCarryOut(state, body, { ...given, by, to });
      },
    });
    return { ...outcome, ...(outcome.outcome === 'dry-run' && kept && { kept }) };
  }

  private async tried(
    state: RequestState,
    begun: Pick<CarryingOutBegun, 'subject' | 'purpose' | 'reason' | 'finding' | 'law'>,
    context: CommandContext,
  ): Promise<ErasureBegun['kept'] | undefined> {
    const erasure = erasureOf(state.kind, state.id, begun);
    const { events } = await this.bus.execute(
      new BeginErasure(begun.subject, erasure, { ...context, request: undefined, dryRun: true }),
    );
    return (events.find(({ type }) => type === 'ErasureBegun')?.data as ErasureBegun | undefined)?.kept;
  }
}
