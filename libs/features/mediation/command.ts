import type { Static } from '@sinclair/typebox';
import type { Catalogue } from '#libs/catalogue';
import type { CommandContext, Given, RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import {
  decideAnswer,
  decideInform,
  decideOpen,
  decideReply,
  decideTell,
  decideWithdraw,
  type AnswerBody,
  type InformBody,
  type MediationDecided,
  type Open,
  type ReplyBody,
  type TellBody,
} from './decisions';
import type { MediationState } from './state';

interface Known {
  readonly state: MediationState;
  readonly given: Given;
  readonly catalogue: Catalogue;
  /** Who holds the domain name that an opening names. */
  readonly owner: Uuid | undefined;
}
type Rule<B> = (body: B, known: Known) => MediationDecided[];
const rule = <B>(it: Rule<B>): Rule<B> => it;

/** Every command on a mediation by its name. */
export const MEDIATION_COMMANDS = {
  open: rule<Open>((b, k) => decideOpen(k.state, b, k.given, k.catalogue, k.owner)),
  'tell-third-party': rule<Static<typeof TellBody>>((b, k) => decideTell(k.state, b, k.given)),
  'inform-owner': rule<Static<typeof InformBody>>((b, k) => decideInform(k.state, b, k.catalogue)),
  /** `by`: the owner himself, where he answers in the application. */
  answer: rule<Static<typeof AnswerBody> & { readonly by?: Uuid }>(({ by, ...b }, k) =>
    decideAnswer(k.state, b, by),
  ),
  'answer-third-party': rule<Static<typeof ReplyBody>>((b, k) => decideReply(k.state, b, k.given)),
  withdraw: rule<object>((_, k) => decideWithdraw(k.state)),
} as const;

export type MediationCommandName = keyof typeof MEDIATION_COMMANDS;
export type MediationBodyOf<N extends MediationCommandName> =
  (typeof MEDIATION_COMMANDS)[N] extends Rule<infer B> ? B : never;

/** The rule of a command whose body was checked against that command's schema. */
export function ruleOf(name: MediationCommandName): Rule<unknown> {
  return MEDIATION_COMMANDS[name] as unknown as Rule<unknown>;
}

/** A command on its way to its handler, by Nest's command bus. */
export class MediationCommand<N extends MediationCommandName = MediationCommandName> {
  constructor(
    readonly name: N,
    readonly mediation: Uuid,
    readonly body: MediationBodyOf<N>,
    readonly context: CommandContext,
  ) {}
}

export type MediationOutcome = RunOutcome<MediationState>;
