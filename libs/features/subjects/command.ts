import { purposeName, type Catalogue } from '#libs/catalogue';
import type { CommandContext, Given, RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { UniqueLookup } from '#libs/vault';
import type { Claim } from './claims';
import {
  decideAcceptDocument,
  decideChoosePayment,
  decideCollect,
  decideContactForRenewal,
  decideCorrect,
  decideDropPayment,
  decideEndService,
  decideLift,
  decideLinkDomain,
  decideLinkIdentity,
  decideLinkLogin,
  decideObject,
  decideRecordSharingFailed,
  decideRegister,
  decideRenewService,
  decideRestrict,
  decideSettleObjection,
  decideShare,
  decideStartService,
  decideUnlinkDomain,
  decideUnlinkIdentity,
  decideUnlinkLogin,
  decideUphold,
  decideUseFurther,
  decideBeginTransfer,
  domainClaim,
  heldForCollect,
  heldForCorrect,
  heldForShare,
  heldForUseFurther,
  identityClaim,
  loginClaim,
} from './commands';
import type {
  AcceptDocument,
  BeginTransfer,
  ChoosePayment,
  Collect,
  ContactForRenewal,
  Correct,
  DropPayment,
  EndService,
  Lift,
  LinkDomain,
  LinkIdentity,
  LinkLogin,
  ObjectTo,
  RecordSharingFailed,
  Register,
  RenewService,
  Restrict,
  SettleObjection,
  Share,
  StartService,
  Unlink,
  UnlinkDomain,
  UseFurther,
} from './commands';
import type { Current, SubjectDecided } from './decisions';
import type { OpenedLinks } from './links';
import type { HeldRef } from './opened';
import type { SubjectState } from './state';

/** What a decision is told besides the command: the state, opened values where it asked for them, the catalogue. */
export interface Known {
  readonly state: SubjectState;
  readonly given: Given;
  readonly catalogue: Catalogue;
  readonly current: Current;
  readonly links: OpenedLinks;
  /** Version of the record that the caller has seen, where the command needs it. */
  readonly version: number;
}

interface Rule<B> {
  readonly decide: (body: B, known: Known) => SubjectDecided[];
  /** Held values that the decision compares. */
  readonly opens?: (state: SubjectState, body: B, catalogue: Catalogue) => HeldRef[];
  /** The unique value that it claims. */
  readonly claims?: (body: B) => Claim | undefined;
  /** The kind of claim that ends with the link it unlinks, and that link. */
  readonly releases?: UniqueLookup;
  readonly link?: (body: B) => Uuid;
}

const rule = <B>(it: Rule<B>): Rule<B> => it;

/** Every command on a subject by its name: the name in its path, in refusals, and here. */
export const SUBJECT_COMMANDS = {
  register: rule<Register>({ decide: (b, k) => decideRegister(k.state, b, k.given, k.catalogue) }),
  collect: rule<Collect>({
    opens: (state, body) => heldForCollect(state, { ...body, purpose: purposeName(body.purpose) }),
    decide: (b, k) => decideCollect(k.state, b, k.given, k.catalogue, k.current),
  }),
  'use-further': rule<UseFurther>({
    opens: (state, body) =>
      heldForUseFurther(state, { ...body, from: purposeName(body.from), to: purposeName(body.to) }),
    decide: (b, k) => decideUseFurther(k.state, b, k.given, k.catalogue, k.current),
  }),
  correct: rule<Correct>({
    opens: (state, { purposes, ...body }) =>
      heldForCorrect(state, { ...body, ...(purposes && { purposes: purposes.map(purposeName) }) }),
    decide: (b, k) => decideCorrect(k.state, b, k.given, k.catalogue, k.current, k.version),
  }),
  'start-service': rule<StartService>({ decide: (b, k) => decideStartService(k.state, b, k.given) }),
  'renew-service': rule<RenewService>({ decide: (b, k) => decideRenewService(k.state, b, k.given) }),
  'end-service': rule<EndService>({ decide: (b, k) => decideEndService(k.state, b, k.given) }),
  'link-domain': rule<LinkDomain>({
    claims: domainClaim,
    decide: (b, k) => decideLinkDomain(k.state, b, k.given, k.catalogue, k.links),
  }),
  'unlink-domain': rule<UnlinkDomain>({
    releases: 'domain-holder',
    link: ({ link }) => link,
    decide: (b, k) => decideUnlinkDomain(k.state, b, k.given),
  }),
  'transfer-domain': rule<BeginTransfer>({ decide: (b, k) => decideBeginTransfer(k.state, b, k.given) }),
  'link-login': rule<LinkLogin>({
    claims: loginClaim,
    decide: (b, k) => decideLinkLogin(k.state, b, k.given, k.links),
  }),
  'unlink-login': rule<Unlink>({
    releases: 'login',
    link: ({ link }) => link,
    decide: (b, k) => decideUnlinkLogin(k.state, b),
  }),
  'link-identity': rule<LinkIdentity>({
    claims: identityClaim,
    decide: (b, k) => decideLinkIdentity(k.state, b, k.given, k.links),
  }),
  'unlink-identity': rule<Unlink>({
    releases: 'identity',
    link: ({ link }) => link,
    decide: (b, k) => decideUnlinkIdentity(k.state, b),
  }),
  'accept-document': rule<AcceptDocument>({
    decide: (b, k) => decideAcceptDocument(k.state, b, k.given, k.catalogue),
  }),
  'choose-payment': rule<ChoosePayment>({
    decide: (b, k) => decideChoosePayment(k.state, b, k.given, k.catalogue),
  }),
  'drop-payment': rule<DropPayment>({ decide: (b, k) => decideDropPayment(k.state, b) }),
  share: rule<Share>({
    opens: (state, body, catalogue) => heldForShare(state, body, catalogue),
    decide: (b, k) => decideShare(k.state, b, k.given, k.catalogue, k.current),
  }),
  'record-sharing-failed': rule<RecordSharingFailed>({
    decide: (b, k) => decideRecordSharingFailed(k.state, b),
  }),
  'contact-for-renewal': rule<ContactForRenewal>({
    decide: (b, k) => decideContactForRenewal(k.state, b, k.given, k.catalogue),
  }),
  restrict: rule<Restrict>({ decide: (b, k) => decideRestrict(k.state, b, k.given) }),
  'lift-restriction': rule<Lift>({ decide: (b, k) => decideLift(k.state, b) }),
  object: rule<ObjectTo>({ decide: (b, k) => decideObject(k.state, b, k.given, k.catalogue) }),
  'uphold-objection': rule<ObjectTo>({ decide: (b, k) => decideUphold(k.state, b, k.given, k.catalogue) }),
  'settle-objection': rule<SettleObjection>({ decide: (b, k) => decideSettleObjection(k.state, b) }),
} as const;

export type SubjectCommandName = keyof typeof SUBJECT_COMMANDS;
export type BodyOf<N extends SubjectCommandName> =
  (typeof SUBJECT_COMMANDS)[N] extends Rule<infer B> ? B : never;

/** The rule of a command whose body was checked against that command's schema. */
export function ruleOf(name: SubjectCommandName): Rule<unknown> {
  return SUBJECT_COMMANDS[name] as unknown as Rule<unknown>;
}

/** A command on its way to its handler, by Nest's command bus. */
export class SubjectCommand<N extends SubjectCommandName = SubjectCommandName> {
  constructor(
    readonly name: N,
    readonly subject: Uuid,
    readonly body: BodyOf<N>,
    readonly context: CommandContext,
    readonly version = -1,
  ) {}
}

export type SubjectOutcome = RunOutcome<SubjectState>;
