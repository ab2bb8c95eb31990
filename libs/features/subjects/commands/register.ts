import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { ServiceType } from '#libs/catalogue';
import { Describe, Example, IsDay, IsId, Nested } from '#libs/http/schema';
import { purposeName } from '#libs/catalogue';
import { brusselsDay, DomainError, type Day, type Uuid } from '#libs/kernel';
import type { Claim } from '../claims';
import {
  event,
  malformed,
  requireOpen,
  requirePurpose,
  requireSubject,
  sealedFor,
  type SubjectContext,
  type SubjectOutcome,
  type SubjectYields,
} from '../guards';
import { InTurn, placed } from '../in-turn';
import { noLinks } from '../links';
import { periodOf } from '../purposes';
import type { Source, SubjectEventData } from '../events';
import type { SubjectState } from '../state';
import { parseValues, refuseOverCollection, requireEnough, requirePolicy, requireTerms } from '../values';
import { SubjectCommand } from '../subject-command';
import { SubjectCommandRunner } from '../subject-command-runner';
import {
  DayDescription,
  IsCatalogueName,
  IsValues,
  SOURCES,
  SourceDescription,
  type GivenValues,
} from '../forms';
import { AcceptDocumentBody, decideAcceptDocument } from './accept-document';
import { ChoosePaymentBody, decideChoosePayment } from './choose-payment';
import { decideLinkDomain, domainClaims, domainOf, LinkDomainBody } from './link-domain';
import { decideLinkIdentity, identityClaim, LinkIdentityBody } from './link-identity';
import { decideLinkLogin, loginClaims } from './link-login';
import { decideStartService, SERVICES } from './start-service';

export class PurposeValues {
  @IsCatalogueName()
  readonly purpose!: string;

  @IsValues()
  readonly values!: GivenValues;
}

export class StartedService {
  @IsIn(SERVICES)
  readonly type!: ServiceType;

  @Describe('The name that it is about: one of `domains`. A domain service has one.')
  @IsOptional()
  @IsString()
  @MaxLength(253)
  readonly domain?: string;

  @DayDescription()
  @IsOptional()
  @IsDay()
  readonly from?: Day;

  @DayDescription()
  @IsOptional()
  @IsDay()
  readonly renewsOn?: Day;
}

@Example({
  kind: 'natural-person',
  policy: '2018-05-25',
  collect: [
    {
      purpose: 'contract',
      values: {
        familyName: 'Peeters',
        givenName: 'Jan',
        address: { street: 'Kerkstraat', number: '12', postalCode: '9000', city: 'Gent', country: 'BE' },
        email: 'jan@example.be',
      },
    },
  ],
  documents: [{ document: 'terms:be', version: '2018-05-25', channel: 'application' }],
  login: 'bakker.peeters',
  domains: [{ domain: 'bakkerij-peeters.be', role: 'holder' }],
  services: [{ type: 'domain', domain: 'bakkerij-peeters.be', renewsOn: '2039-03-02' }],
  payment: { method: 'direct-debit', instance: 'kbc' },
})
export class RegisterBody {
  @IsIn(['natural-person', 'legal-person'])
  readonly kind!: 'natural-person' | 'legal-person';

  @Describe('The person has one name, given as `familyName`, and no first name.')
  @IsOptional()
  @IsBoolean()
  readonly oneName?: boolean;

  @Describe('Version of the privacy policy that was accepted (P01, P21).')
  @IsString()
  @MaxLength(64)
  readonly policy!: string;

  @SourceDescription()
  @IsOptional()
  @IsIn(SOURCES)
  readonly source?: Source;

  @Describe('What is collected, for purposes that the contract, a duty or the services below open.')
  @ArrayMaxSize(20)
  @Nested(() => PurposeValues, { each: true })
  readonly collect!: readonly PurposeValues[];

  @Describe('Terms that were accepted (P02).')
  @IsOptional()
  @ArrayMaxSize(40)
  @Nested(() => AcceptDocumentBody, { each: true })
  readonly documents?: readonly AcceptDocumentBody[];

  @Describe('Login name (P05).')
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly login?: string;

  @Describe('The identity under which the customer signs in (P08, P17).')
  @IsOptional()
  @Nested(() => LinkIdentityBody)
  readonly identity?: LinkIdentityBody;

  @Describe('Domain names, as their holder or their payer (P05).')
  @IsOptional()
  @ArrayMaxSize(200)
  @Nested(() => LinkDomainBody, { each: true })
  readonly domains?: readonly LinkDomainBody[];

  @Describe('Services that start: they open the purposes that need them (P22).')
  @IsOptional()
  @ArrayMaxSize(200)
  @Nested(() => StartedService, { each: true })
  readonly services?: readonly StartedService[];

  @Describe('How to pay (P11, P12).')
  @IsOptional()
  @Nested(() => ChoosePaymentBody)
  readonly payment?: ChoosePaymentBody;
}

export class RegisterAnswer {
  @IsId()
  readonly subject!: Uuid;

  @IsOptional()
  @IsId()
  readonly login?: Uuid;

  @IsOptional()
  @IsId()
  readonly identity?: Uuid;

  @Describe('Links, in the order of the request.')
  @IsOptional()
  @IsId({ each: true })
  readonly domains?: readonly Uuid[];

  @Describe('In the order of the request.')
  @IsOptional()
  @IsId({ each: true })
  readonly services?: readonly Uuid[];
}

type Registering = Pick<SubjectContext, 'now' | 'id' | 'catalogue' | 'current'>;
type Registered =
  | 'SubjectRegistered'
  | 'DocumentAccepted'
  | 'LoginLinked'
  | 'IdentityLinked'
  | 'DomainLinked'
  | 'ServiceStarted'
  | 'PaymentMethodChosen'
  | 'DataCollected';

/** The parts are decided as their own commands decide them, in this order; what one of them is refused for, all are. */
export function decideRegister(
  state: SubjectState,
  body: RegisterBody,
  context: Registering,
): SubjectYields<Registered> {
  if (state.erasure !== 'none') throw new DomainError('subject-erased');
  if (state.kind !== undefined) throw new DomainError('subject-exists');
  const { kind, policy, source = 'subject', login, identity, payment } = body;
  const oneName = body.oneName === true;
  if (oneName && kind !== 'natural-person')
    throw malformed({ pointer: '/oneName', rule: 'natural-person-only' });
  const day = brusselsDay(context.now);
  requirePolicy(context.catalogue, policy, day, source === 'migration');
  const turns = new InTurn(state, context);
  turns.decide(() => [event('SubjectRegistered', { kind, policy, ...(oneName && { oneName }) })]);
  const part: Part = (at, decision, within) =>
    placed(at, () => turns.decide((so, given) => decision(so, { ...given, links: noLinks })), within);

  body.documents?.forEach((document, index) =>
    part(`/documents/${index}`, (so, given) => decideAcceptDocument(so, document, given)),
  );
  if (identity) part('/identity', (so, given) => decideLinkIdentity(so, { source, ...identity }, given));
  if (login !== undefined) part('/login', (so, given) => decideLinkLogin(so, { login, source }, given), '');
  const links = linkDomains(body.domains ?? [], source, part);
  body.services?.forEach(({ domain, ...service }, index) =>
    part(`/services/${index}`, (so, given) => {
      const link = domain === undefined ? undefined : linkOf(domain, links);
      return decideStartService(so, { ...service, ...(link && { link }) }, given);
    }),
  );
  if (payment) part('/payment', (so, given) => decideChoosePayment(so, payment, given));
  if (body.collect.length > 0) turns.decide((so, given) => collected(so, body.collect, source, given));
  return turns.events as SubjectYields<Registered>;
}

type Part = (
  at: string,
  decision: (
    state: SubjectState,
    context: Registering & Pick<SubjectContext, 'links'>,
  ) => SubjectYields<Registered>,
  within?: string,
) => ReturnType<InTurn<Registering>['decide']>;

/** Name → the link that it got: that of its holder, where it is linked in both roles. */
function linkDomains(
  domains: readonly LinkDomainBody[],
  source: Source,
  part: Part,
): ReadonlyMap<string, Uuid> {
  const links = new Map<string, Uuid>();
  const seen = new Set<string>();
  domains.forEach((domain, index) => {
    const at = `/domains/${index}`;
    const [linked] = part(at, (state, given) => {
      const decided = decideLinkDomain(state, { source, ...domain }, given);
      const name = `${domain.role} ${domainOf(domain)}`;
      if (seen.has(name)) throw malformed({ pointer: '/domain', rule: 'repeated' });
      seen.add(name);
      return decided;
    });
    const { link } = linked!.data as SubjectEventData['DomainLinked'];
    if (domain.role === 'holder' || !links.has(domainOf(domain))) links.set(domainOf(domain), link);
  });
  return links;
}

function linkOf(domain: string, links: ReadonlyMap<string, Uuid>): Uuid {
  const link = links.get(domainOf({ domain }));
  if (!link) throw malformed({ pointer: '/domain', rule: 'not-among-domains' });
  return link;
}

function collected(
  state: SubjectState,
  collect: readonly PurposeValues[],
  source: Source,
  { now, catalogue }: Registering,
): SubjectYields<'DataCollected'> {
  const day = brusselsDay(now);
  requireSubject(state);
  const seen = new Set<string>();
  const purposes = collect.map(({ purpose: name, values: raw }, index) =>
    placed(`/collect/${index}`, () => {
      const purpose = requirePurpose(catalogue, name);
      if (seen.has(purposeName(purpose.id))) throw malformed({ pointer: '/purpose', rule: 'repeated' });
      seen.add(purposeName(purpose.id));
      refuseOverCollection(purpose, state, Object.keys(raw));
      requireOpen(state, purpose, day);
      requireTerms(state, catalogue, purpose, day);
      const values = parseValues(raw, '/values');
      requireEnough(purpose, state, values);
      return sealedFor(purpose, periodOf(purpose.period, day), values, {});
    }),
  );
  return [event('DataCollected', { source, purposes })];
}

/** What has to be claimed for it: login, identity, and the names that are held. */
export function registerClaims({ login, identity, domains = [] }: RegisterBody): Claim[] {
  return [
    ...(login === undefined ? [] : loginClaims({ login })),
    ...(identity ? [{ ...placed('/identity', () => identityClaim(identity)), at: '/identity' }] : []),
    ...domains.flatMap((domain, index) => {
      const at = `/domains/${index}`;
      return placed(at, () => domainClaims(domain)).map(claim => ({ ...claim, at: `${at}/domain` }));
    }),
  ];
}

/** Ids that a registration gave to what it was about. Nothing on a dry run: the links and services are not there. */
export function registeredIds({
  outcome,
  events,
}: SubjectOutcome<Registered>): Omit<RegisterAnswer, 'subject'> {
  if (outcome === 'dry-run') return {};
  const all = <T extends Registered>(type: T): SubjectEventData[T][] =>
    events.filter(each => each.type === type).map(each => each.data as SubjectEventData[T]);
  const [login] = all('LoginLinked');
  const [identity] = all('IdentityLinked');
  const domains = all('DomainLinked').map(({ link }) => link);
  const services = all('ServiceStarted').map(({ service }) => service);
  return {
    ...(login && { login: login.link }),
    ...(identity && { identity: identity.link }),
    ...(domains.length > 0 && { domains }),
    ...(services.length > 0 && { services }),
  };
}

/**
 * Becomes a subject, with the least that the contract needs (P01), and with what else a sign-up brings: all of it in one
 * append, or nothing.
 */
export class Register extends SubjectCommand<RegisterBody, Registered> {}

@CommandHandler(Register)
export class RegisterHandler implements ICommandHandler<Register> {
  constructor(private readonly subjects: SubjectCommandRunner) {}

  execute(command: Register) {
    return this.subjects.run(command, {
      name: 'register',
      begins: true,
      claims: registerClaims,
      decide: decideRegister,
      actsFor: (_, { collect }) => ({ purposes: collect.map(({ purpose }) => purpose) }),
    });
  }
}
