import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
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
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
import {
  isField,
  IsCatalogueName,
  IsValues,
  malformed,
  parseField,
  type RestrictBody,
  type GivenValues,
} from '#libs/features/subjects';
import { Describe, IsId, Nested } from '#libs/http/schema';
import { DomainError, type Json, type Uuid, type ValueError } from '#libs/kernel';
import { ACTS_OF, type Act } from '../codes';
import {
  event,
  isCarriedOut,
  outstanding,
  requireAnother,
  requireNothingUnderWay,
  requireOpen,
  sealed,
  type Registered,
  type RequestOutcome,
  type RequestYields,
} from '../guards';
import { requestStreamOf, type RequestState } from '../state';

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
}

/**
 * What is asked of the record is done by the subject's own command, with this request as its source. Access and
 * portability need no member: what is held is then answered as a document.
 */
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
}

type Written = 'CarryingOutBegun' | 'CarriedOut';

/** Begins to carry a request out (Art. 15 to 21). */
export class CarryOutRequest extends Command<RequestOutcome<Written>> {
  constructor(
    readonly request: Uuid,
    readonly body: CarryOutRequestBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @param context by: pseudonym of who carries it out */
export function decideCarryOut(
  state: RequestState,
  body: CarryOutRequestBody,
  { id, by }: Pick<DecisionContext, 'id'> & { readonly by: string },
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
  const begun = event('CarryingOutBegun', { execution, subject, act, ...details(body) });
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

function details({ correct, restrict, object, erase }: CarryOutRequestBody) {
  if (correct) {
    const { values, version, purposes } = correct;
    return { version, ...(purposes && { purposes }), ...sealed({ values: parsed(values) }) };
  }
  if (restrict) return { ground: restrict.ground };
  if (object) return { purpose: object.purpose };
  return erase?.purpose === undefined ? {} : { purpose: erase.purpose };
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
  constructor(private readonly runner: CommandRunner) {}

  execute({ request, body, context }: CarryOutRequest) {
    return this.runner.run({
      stream: requestStreamOf(request),
      context,
      refusal: { command: 'carry-out' },
      decide: (state, given) => decideCarryOut(state, body, { ...given, by: context.actor.id }),
    });
  }
}
