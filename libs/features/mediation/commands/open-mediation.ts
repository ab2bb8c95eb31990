import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CommandRunner, ToSeal, type CommandContext, type DecisionContext } from '#libs/commands';
import { matterStreamOf } from '#libs/features/correspondence';
import { Holders, malformed, parseDomainName, parseField, required } from '#libs/features/subjects';
import { Describe, Example, IsId } from '#libs/http/schema';
import { addDays, brusselsDay, type Uuid } from '#libs/kernel';
import { event, mediationPurpose, PURPOSE, type MediationOutcome, type MediationYields } from '../guards';
import { mediationStreamOf, type MediationState } from '../state';

/**
 * Days that the owner has to answer, and days after which the matter is over whatever happened. The policy names none:
 * both are the controller's decision. Both begin at the opening, so that no date tells whether somebody was informed.
 */
const ANSWER_DAYS = 21;
const LATEST_DAYS = 35;

@Example({
  domain: 'bakkerij-peeters.be',
  familyName: 'Wouters',
  givenName: 'Els',
  email: 'els@example.org',
  message: 'Is this name for sale?',
  language: 'en',
})
export class OpenMediationBody {
  @Describe('The domain name whose owner is sought.')
  @IsString()
  @MaxLength(253)
  readonly domain!: string;

  @Describe('Name of the third party, or of its organisation.')
  @IsString()
  @MaxLength(200)
  readonly familyName!: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly givenName?: string;

  @Describe('Where the third party gets its answer.')
  @IsString()
  @MaxLength(254)
  readonly email!: string;

  @Describe('What the owner is told. Kept encrypted, for the matter only.')
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  readonly message?: string;

  @IsOptional()
  @IsIn(['nl', 'fr', 'en'])
  readonly language?: 'nl' | 'fr' | 'en';

  @Describe('The matter that it came as (P07).')
  @IsOptional()
  @IsId()
  readonly matter?: Uuid;
}

export class OpenMediationAnswer {
  @IsId()
  readonly mediation!: Uuid;
}

/** A third party seeks contact with the owner of a domain name (P15). */
export class OpenMediation extends Command<MediationOutcome<'MediationOpened'>> {
  constructor(
    readonly mediation: Uuid,
    readonly body: OpenMediationBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param context owner: who holds the domain name, if somebody here does: it changes nothing of what is answered;
 *   matterKnown: whether the matter that is named is there
 */
export function decideOpen(
  state: MediationState,
  body: OpenMediationBody,
  {
    now,
    catalogue,
    owner,
    matterKnown = false,
  }: Pick<DecisionContext, 'now' | 'catalogue'> & {
    readonly owner?: Uuid | undefined;
    readonly matterKnown?: boolean;
  },
): MediationYields<'MediationOpened'> {
  if (state.status !== 'none') return [];
  const { matter } = body;
  if (matter !== undefined && !matterKnown) throw malformed({ pointer: '/matter', rule: 'unknown' });
  const purpose = mediationPurpose(catalogue);
  const day = brusselsDay(now);
  const { message } = body;
  return [
    event('MediationOpened', {
      purpose: purpose.id,
      basis: purpose.basis,
      ...(owner !== undefined && { owner }),
      language: body.language ?? 'nl',
      until: addDays(day, ANSWER_DAYS),
      latest: addDays(day, LATEST_DAYS),
      ...(matter !== undefined && { matter }),
      sealed: new ToSeal(PURPOSE, 'matter', {
        domain: domainOf(body),
        ...Object.fromEntries(
          (['familyName', 'givenName', 'email'] as const).flatMap(field =>
            body[field] === undefined ? [] : [[field, required(parseField(field, body[field]), `/${field}`)]],
          ),
        ),
        ...(message !== undefined && { message }),
      }),
    }),
  ];
}

@CommandHandler(OpenMediation)
export class OpenMediationHandler implements ICommandHandler<OpenMediation> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly holders: Holders,
  ) {}

  async execute({ mediation, body, context }: OpenMediation) {
    const owner = await this.holders.of(domainOf(body));
    const { matter } = body;
    const matterKnown =
      matter !== undefined && (await this.runner.load(matterStreamOf(matter))).state.opened !== undefined;
    return this.runner.run({
      stream: mediationStreamOf(mediation),
      context,
      refusal: { command: 'open-mediation' },
      actsFor: () => ({ purposes: [PURPOSE] }),
      decide: (state, given) => decideOpen(state, body, { ...given, owner, matterKnown }),
    });
  }
}

/** The domain name in its one form. @throws DomainError `malformed-value` */
function domainOf({ domain }: Pick<OpenMediationBody, 'domain'>): string {
  return required(parseDomainName(domain), '/domain');
}
