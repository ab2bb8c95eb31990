import { Type, type Static } from '@sinclair/typebox';
import type { Given } from '#libs/commands';
import { DomainError, type Json, type ValueError } from '#libs/kernel';
import { CatalogueName, isField, parseField, RestrictBody, Values } from '#libs/features/subjects';
import { closed, schemaOf } from '#libs/http/schema';
import { ACTS_OF, type Act } from '../codes';
import type { CarryingOutBegun } from '../events';
import type { RequestState } from '../state';
import { event, requireOpen, requireProven, sealed, type Registered, type RequestDecided } from './shared';

const ground = Type.Unsafe<RestrictBody['ground']>(schemaOf(RestrictBody).properties.ground);

/**
 * Carries a request out: what is asked of the record is done by the subject's own command, with this request as its
 * source. Access and portability need no member: what is held is then answered as a document.
 */
export const CarryOutBody = closed({
  correct: Type.Optional(
    closed({
      values: Values,
      purposes: Type.Optional(Type.Array(CatalogueName, { minItems: 1, maxItems: 20, uniqueItems: true })),
      version: Type.Integer({ minimum: 0, description: 'Version (ETag) of the record that was looked at.' }),
    }),
  ),
  restrict: Type.Optional(closed({ ground })),
  object: Type.Optional(
    closed({ purpose: { ...CatalogueName, description: 'What the person objects to; granted by this.' } }),
  ),
  erase: Type.Optional(
    closed({
      purpose: Type.Optional({
        ...CatalogueName,
        description: 'One purpose; all that may go, where left out.',
      }),
    }),
  ),
});
export type CarryOut = Static<typeof CarryOutBody>;

export function decideCarryOut(state: RequestState, command: CarryOut, given: Given): RequestDecided[] {
  requireOpen(state);
  const act = actOf(state, command);
  requireProven(state);
  const { subject } = state;
  if (subject === undefined) throw new DomainError('request-not-linked');
  if (state.refusal?.scope === 'whole') throw new DomainError('request-refused');
  const executions = Object.values(state.executions);
  if (executions.some(({ status }) => status === 'begun')) throw new DomainError('carrying-out-under-way');
  if (act === 'disclose' && executions.some(({ status }) => status === 'done')) return [];
  const execution = given.id('execution');
  const begun = event('CarryingOutBegun', { execution, subject, act, ...details(command) });
  // What is answered with a document needs no step in another stream.
  return act === 'disclose' ? [begun, event('CarriedOut', { execution, subject, act })] : [begun];
}

/** Exactly one act, and one that carries out this kind of request. */
function actOf(state: Registered, command: CarryOut): Act {
  const given = (['correct', 'restrict', 'object', 'erase'] as const).filter(
    name => command[name] !== undefined,
  );
  const [act = 'disclose'] = given as readonly Act[];
  if (given.length > 1 || !ACTS_OF[state.kind].includes(act)) throw new DomainError('act-not-fitting');
  return act;
}

function details({ correct, restrict, object, erase }: CarryOut) {
  if (correct) {
    const { values, version, purposes } = correct;
    return { version, ...(purposes && { purposes }), ...sealed({ values: parsed(values) }) };
  }
  if (restrict) return { ground: restrict.ground };
  if (object) return { purpose: object.purpose };
  return erase?.purpose === undefined ? {} : { purpose: erase.purpose };
}

/** Only what the vocabulary has is kept, even here (P03). */
function parsed(values: Readonly<Record<string, unknown>>): Json {
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
  if (errors.length > 0) throw new DomainError('malformed-value', { errors });
  return result;
}

/** How a step in another stream ended: done, or failed with a problem's code. */
export function decideEndCarryingOut(
  state: RequestState,
  { execution, subject, act }: Pick<CarryingOutBegun, 'execution' | 'subject' | 'act'>,
  code: string | undefined,
): RequestDecided[] {
  if (state.executions[execution]?.status !== 'begun') return [];
  return code === undefined
    ? [event('CarriedOut', { execution, subject, act })]
    : [event('CarryingOutFailed', { execution, subject, act, code })];
}
