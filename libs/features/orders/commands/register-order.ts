import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { FIELDS, type Catalogue, type Field } from '#libs/catalogue';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import {
  Holders,
  lookupForm,
  malformed,
  parseDomainName,
  parseLogin,
  required,
  subjectStreamOf,
} from '#libs/features/subjects';
import { Describe, Example, IsDay, IsId, MinProperties, Nested } from '#libs/http/schema';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import { bodyOf, groundOn } from '../bodies';
import type { Days, Secrecy } from '../events';
import { event, orderPurpose, PURPOSE, type OrderOutcome, type OrderYields } from '../guards';
import { orderStreamOf, type OrderState } from '../state';

export class ConcernedByOrder {
  @IsOptional()
  @ArrayMaxSize(50)
  @IsId({ each: true })
  readonly subjects?: readonly Uuid[];

  @IsOptional()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(253, { each: true })
  readonly domains?: readonly string[];

  @IsOptional()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(256, { each: true })
  readonly logins?: readonly string[];
}

export class PeriodOfOrder implements Days {
  @IsDay()
  readonly from!: Day;

  @IsDay()
  readonly to!: Day;
}

export class SecrecyOfOrder implements Secrecy {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  @Matches(/^[A-Za-z0-9 .,()/§-]+$/)
  readonly ground!: string;

  @IsOptional()
  @IsDay()
  readonly until?: Day;
}

@Example({
  body: 'public-prosecutor',
  ground: 'sv-46bis',
  legitimacy: 'judicial',
  reference: 'GE.20.99.1234/2026',
  issuer: 'Procureur des Konings, Gent',
  digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  issuedOn: '2026-11-20',
  concerns: { domains: ['bakkerij-peeters.be'] },
  fields: ['familyName', 'givenName', 'email'],
  secrecy: { ground: 'art. 46bis', until: '2039-06-30' },
})
export class RegisterOrderBody {
  @IsString()
  @MaxLength(64)
  @Matches(/^[a-z0-9-]+$/)
  readonly body!: string;

  @IsString()
  @MaxLength(64)
  @Matches(/^[a-z0-9-]+$/)
  readonly ground!: string;

  @IsIn(['judicial', 'administrative'])
  readonly legitimacy!: 'judicial' | 'administrative';

  @Describe('Kept encrypted.')
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  readonly reference!: string;

  @Describe('Who signed it; kept encrypted.')
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  readonly issuer?: string;

  @Describe('Kept encrypted.')
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(20_000)
  readonly text?: string;

  @Describe('SHA-256 of the document, hex.')
  @IsString()
  @Matches(/^[0-9a-f]{64}$/)
  readonly digest!: string;

  @IsDay()
  readonly issuedOn!: Day;

  @IsOptional()
  @IsDay()
  readonly receivedOn?: Day;

  @IsOptional()
  @IsDay()
  readonly deadline?: Day;

  @Describe('Whom it concerns; looked up here, so that no look elsewhere tells of it.')
  @MinProperties(1)
  @Nested(() => ConcernedByOrder)
  readonly concerns!: ConcernedByOrder;

  @ArrayMinSize(1)
  @ArrayMaxSize(FIELDS.length)
  @ArrayUnique()
  @IsIn(FIELDS, { each: true })
  readonly fields!: readonly Field[];

  @IsOptional()
  @Nested(() => PeriodOfOrder)
  readonly period?: PeriodOfOrder;

  @IsOptional()
  @Nested(() => SecrecyOfOrder)
  readonly secrecy?: SecrecyOfOrder;
}

export class RegisterOrderAnswer {
  @IsId()
  readonly order!: Uuid;
}

/** Whom an order concerns here, and which of its names nobody here has. */
interface Concerned {
  readonly subjects: readonly Uuid[];
  readonly unknown?: readonly string[];
}

/** An order of a government body comes in (P16). */
export class RegisterOrder extends Command<OrderOutcome<'OrderRegistered'>> {
  constructor(
    readonly order: Uuid,
    readonly body: RegisterOrderBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * A listed body, a ground of its own that covers what is asked, somebody whom it concerns (P16).
 * @param context subjects: whom it concerns here; unknown: names of nobody here
 */
export function decideRegister(
  state: OrderState,
  body: RegisterOrderBody,
  { now, catalogue, subjects, unknown = [] }: Pick<DecisionContext, 'now' | 'catalogue'> & Concerned,
): OrderYields<'OrderRegistered'> {
  if (state.status !== 'none') return [];
  const today = brusselsDay(now);
  const { reference, issuer, text, concerns: _, ...facts } = body;
  requireDays(body, today);
  requireGround(body, catalogue, body.issuedOn);
  if (subjects.length === 0) throw new DomainError('order-subject-unknown');
  const { id: purpose, basis } = orderPurpose(catalogue);
  return [
    event('OrderRegistered', {
      ...facts,
      receivedOn: body.receivedOn ?? today,
      purpose,
      basis,
      subjects: [...subjects].sort(),
      fields: [...body.fields].sort(),
      sealed: new ToSeal(PURPOSE, 'matter', {
        reference,
        ...(issuer !== undefined && { issuer }),
        ...(text !== undefined && { text }),
        ...(unknown.length > 0 && { unknown }),
      }),
    }),
  ];
}

@CommandHandler(RegisterOrder)
export class RegisterOrderHandler implements ICommandHandler<RegisterOrder> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly holders: Holders,
  ) {}

  execute({ order, body, context }: RegisterOrder) {
    return this.runner.run({
      stream: orderStreamOf(order),
      context,
      decide: async (state, given) =>
        decideRegister(state, body, { ...given, ...(await this.concerned(body)) }),
    });
  }

  /** One name that nobody has here leaves the others as they are: it is answered as what it is, name by name. */
  private async concerned({ concerns }: RegisterOrderBody): Promise<Concerned> {
    const { subjects = [], domains = [], logins = [] } = concerns;
    const found = new Set<Uuid>();
    const unknown: string[] = [];
    for (const subject of subjects) {
      const { state: known } = await this.runner.load(subjectStreamOf(subject));
      if (known.kind === undefined) unknown.push(subject);
      else found.add(subject);
    }
    const sought = [
      ...domains.map(
        text => ['domain-holder', required(parseDomainName(text), '/concerns/domains')] as const,
      ),
      ...logins.map(
        text => ['login', lookupForm('login', required(parseLogin(text), '/concerns/logins'))] as const,
      ),
    ];
    for (const [kind, value] of sought) {
      const holders = await this.holders.all(kind, value);
      if (holders.length === 0) unknown.push(value);
      for (const holder of holders) found.add(holder);
    }
    return { subjects: [...found], unknown };
  }
}

function requireGround(order: RegisterOrderBody, catalogue: Catalogue, day: Day): void {
  const body = bodyOf(order.body);
  if (!body) throw new DomainError('body-unknown');
  const ground = groundOn(order.ground, day);
  if (!ground || !body.grounds.some(code => code === order.ground) || ground.legitimacy !== order.legitimacy)
    throw new DomainError('ground-not-fitting');
  const { optional } = orderPurpose(catalogue);
  const beyond = order.fields.filter(field => !ground.fields.includes(field) || !optional.includes(field));
  if (beyond.length > 0) throw new DomainError('scope-beyond-ground', { fields: beyond.sort() });
  // Sign-ins are asked for a time, never for all times.
  if (order.fields.includes('ipAddress') && !order.period)
    throw malformed({ pointer: '/period', rule: 'needed-for-sign-ins' });
  if (order.secrecy && ground.secrecy === undefined)
    throw malformed({ pointer: '/secrecy', rule: 'ground-knows-no-secrecy' });
}

function requireDays({ issuedOn, receivedOn }: RegisterOrderBody, today: Day): void {
  if (issuedOn > today) throw malformed({ pointer: '/issuedOn', rule: 'not-in-the-future' });
  if (receivedOn !== undefined && (receivedOn > today || receivedOn < issuedOn))
    throw malformed({ pointer: '/receivedOn', rule: 'after-issue-not-in-the-future' });
}
