import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsIn, IsOptional, IsString } from 'class-validator';
import { Describe, Example, IsId, Named, Nested } from '#libs/http/schema';
import { purposeName, purposeOf, type Field, type Purpose } from '#libs/catalogue';
import { DomainError, type Json, type Uuid } from '#libs/kernel';
import {
  event,
  expectVersion,
  requirePurpose,
  requireSubject,
  sealedFor,
  type Current,
  type SubjectContext,
  type SubjectYields,
} from '../guards';
import { type AskedFor, Requested, requireSettled } from '../asked-for';
import type { Channel, Source } from '../events';
import { heldFor } from '../evolve';
import { dutiesOf, type Duty } from '../duties';
import { heldRefs, type HeldRef } from '../opened';
import { sharingsOf, type HeldValue, type HeldValues, type SubjectState } from '../state';
import { parseValues, sameValue, type FieldJson, unlistedAt } from '../values';
import { isField } from '../vocabulary/field';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import { IsCatalogueName, IsPlainId, IsValues, SOURCES, SourceDescription, type GivenValues } from '../forms';

/** Corrects held values (P17, P18; Art. 16) in each purpose that holds them, or in those that are named. */
@Example({ values: { email: 'jan.peeters@example.be' }, channel: 'application' })
export class CorrectBody {
  @IsValues()
  readonly values!: GivenValues;

  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsCatalogueName({ each: true })
  readonly purposes?: readonly string[];

  @Describe(
    'How it was asked for: `application` by the customer, or a service for them; `email` or `letter` with its `request`. ' +
      'By telephone it is refused: a change is asked for in writing (P18).',
  )
  @IsIn(['application', 'email', 'letter', 'telephone'])
  readonly channel!: Channel | 'telephone';

  @SourceDescription()
  @IsOptional()
  @IsIn(SOURCES)
  readonly source?: Source;

  @Describe(
    'The request for rectification that asks for it: of this subject, open, its identity settled (P19).',
  )
  @IsOptional()
  @IsPlainId()
  readonly request?: Uuid;
}

/** A recipient that got an earlier version of what was corrected, for a purpose. */
@Named('RecipientToTell')
export class RecipientToTell {
  @IsString()
  readonly recipient!: string;

  @IsOptional()
  @IsString()
  readonly instance?: string;

  @IsString()
  readonly purpose!: string;

  @IsString({ each: true })
  readonly fields!: readonly Field[];

  @Describe('Its duties that are open (Art. 19): one for each domain name that it got data about.')
  @IsId({ each: true })
  readonly duties!: readonly Uuid[];
}

export class CorrectAnswer {
  @Describe('Recipients that got an earlier version of what was corrected.')
  @Nested(() => RecipientToTell, { each: true })
  readonly tell!: readonly RecipientToTell[];
}

/** What to open before the decision: a value that stays as it is yields no event. */
export function heldForCorrect(state: SubjectState, { values, purposes }: CorrectBody): HeldRef[] {
  return heldRefs(state, Object.keys(values), purposes?.map(purposeName));
}

/**
 * P17, P18: customers change in the application, and services do it for them there; staff changes what was asked for, by
 * letter, by e-mail or in the application, and names the request. That nothing is asked for by telephone is the decision's.
 */
export function requireOwnWay(
  role: string,
  { channel, request }: Pick<CorrectBody, 'channel' | 'request'>,
): void {
  const own = channel === 'application' || (role === 'service' && channel === 'telephone');
  if (role === 'customer' || role === 'service') {
    if (!own) throw new DomainError('channel-not-allowed');
    if (role === 'service' && request !== undefined) throw new DomainError('request-not-fitting');
  } else if (channel !== 'telephone' && request === undefined) throw new DomainError('request-needed');
}

/**
 * Allowed whatever is open or restricted: whoever is held data of may have it put right. A corrected value takes the
 * period of the value that it corrects, and ends with it.
 * @param context version: of the record that the correction was decided upon; asked: what was asked by the request that
 *   is named
 */
export function decideCorrect(
  state: SubjectState,
  body: CorrectBody,
  {
    catalogue,
    current,
    version,
    asked,
  }: Pick<SubjectContext, 'catalogue' | 'current' | 'version'> & { readonly asked?: AskedFor | undefined },
): SubjectYields<'DataCorrected'> {
  requireSubject(state);
  if (body.channel === 'telephone')
    throw new DomainError('channel-not-allowed', {}, { reason: 'condition-unmet', condition: 'in-writing' });
  const channel: Channel = body.channel;
  if (channel !== 'application' && body.request === undefined) throw new DomainError('request-needed');
  requireSettled({ subject: state.id, request: body.request }, asked, 'rectification');
  const purposes = body.purposes?.map(name => purposeName(requirePurpose(catalogue, name).id));
  const names = Object.keys(body.values);
  refuseUnlisted(names);
  expectVersion(state, version);
  requireHeld(state, names as Field[], purposes);
  const values = parseValues(body.values, '/values');

  const corrected = (purposes ?? Object.keys(state.purposes)).flatMap(name => {
    const held = heldFor(state, name);
    return Object.entries(changesByPeriod(name, held, values, current)).map(([period, changes]) =>
      sealedFor(purposeOf(catalogue, name) ?? asHeld(held), period, changes, held),
    );
  });
  if (corrected.length === 0) return [];
  const { source = 'subject', request } = body;
  return [event('DataCorrected', { channel, source, ...(request && { request }), purposes: corrected })];
}

/** P03: nothing outside the vocabulary is held, so nothing of it can be corrected into the record. */
function refuseUnlisted(names: readonly string[]): void {
  if (names.every(isField)) return;
  const fields = ['unlisted'];
  throw new DomainError(
    'field-not-needed',
    { fields, ...unlistedAt(names) },
    { reason: 'over-collection', fields },
  );
}

function requireHeld(
  state: SubjectState,
  fields: readonly Field[],
  purposes: readonly string[] | undefined,
): void {
  const holds = (name: string, field: Field): boolean => heldFor(state, name)[field] !== undefined;
  const missing = fields.filter(field =>
    purposes
      ? !purposes.every(name => holds(name, field))
      : !Object.keys(state.purposes).some(name => holds(name, field)),
  );
  if (missing.length > 0) throw new DomainError('field-not-held', { fields: missing.sort() });
}

/** A purpose that the catalogue no longer has, by what its values were sealed for. */
function asHeld(held: HeldValues): Pick<Purpose, 'id' | 'basis'> {
  const [{ purpose: id, basis }] = Object.values(held) as [HeldValue];
  return { id, basis };
}

function changesByPeriod(
  purpose: string,
  held: HeldValues,
  values: FieldJson,
  current: Current,
): Record<string, Partial<Record<Field, Json>>> {
  const changes: Record<string, Partial<Record<Field, Json>>> = {};
  for (const [name, { sealed }] of Object.entries(held)) {
    const field = name as Field;
    const value = values[field];
    if (value === undefined || sameValue(value, current(purpose, field))) continue;
    (changes[sealed.period] ??= {})[field] = value;
  }
  return changes;
}
/**
 * Who got an earlier version of what an event corrected and must hear of the correction (Art. 19): each recipient (by
 * instance) and purpose once. A sharing that did not arrive told nobody anything.
 */
export function recipientsToTell(
  state: SubjectState,
  corrected: readonly {
    readonly purpose: string;
    readonly versions: Readonly<Partial<Record<Field, number>>>;
  }[],
): RecipientToTell[] {
  const told = new Map<string, Omit<RecipientToTell, 'duties'>>();
  for (const { sharing, recipient, instance, purpose, versions } of sharingsOf(state)) {
    if (sharing in state.failedSharings) continue;
    const changed = corrected.find(each => purposeName(each.purpose) === purposeName(purpose));
    const fields = (Object.keys(changed?.versions ?? {}) as Field[]).filter(
      field => versions[field] !== undefined,
    );
    if (fields.length === 0) continue;
    const key = [recipient, instance ?? '', purposeName(purpose)].join(' ');
    const before = told.get(key)?.fields ?? [];
    told.set(key, {
      recipient,
      ...(instance !== undefined && { instance }),
      purpose: purposeName(purpose),
      fields: [...new Set([...before, ...fields])].sort(),
    });
  }
  // Of most corrections nobody has to hear: what their duties come to is not asked.
  if (told.size === 0) return [];
  const open = dutiesOf(state)
    .all()
    .filter(({ kind, status }) => kind === 'correction' && status === 'open');
  const sameAs = (one: Pick<Duty, 'recipient' | 'instance' | 'purpose'>) => (other: Duty) =>
    one.recipient === other.recipient && one.instance === other.instance && one.purpose === other.purpose;
  return [...told.values()].map(each => ({
    ...each,
    duties: open.filter(sameAs(each)).map(({ duty }) => duty),
  }));
}

/** Corrects held values (P17, P18; Art. 16). Its version is the record’s that the caller has seen. */
export class Correct extends SubjectCommand<CorrectBody, 'DataCorrected'> {}

@CommandHandler(Correct)
export class CorrectHandler implements ICommandHandler<Correct> {
  constructor(
    private readonly subjects: SubjectCommandRunner,
    private readonly requested: Requested,
  ) {}

  async execute(command: Correct) {
    const asked = await this.requested.by(command.body);
    return this.subjects.run(command, {
      name: 'correct',
      opens: heldForCorrect,
      decide: (state, body, context) => decideCorrect(state, body, { ...context, asked }),
      actsFor: (state, { purposes = Object.keys(state.purposes) }) => ({ purposes }),
    });
  }
}
