import type { Static } from '@sinclair/typebox';
import type { Catalogue } from '#libs/catalogue';
import type { CommandContext, Given, RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import {
  decideAskConfirmation,
  decideAskProof,
  decideCarryOut,
  decideClose,
  decideConfirm,
  decideExtend,
  decideLink,
  decideRefuse,
  decideRegister,
  decideRejectProof,
  decideRemind,
  decideSendLetter,
  decideVerify,
  type AskProofBody,
  type CarryOut,
  type CloseBody,
  type ConfirmBody,
  type ExtendBody,
  type LinkBody,
  type RefuseBody,
  type RegisterRequest,
  type RejectProofBody,
  type RequestDecided,
  type SendLetterBody,
  type VerifyBody,
} from './decisions';
import type { RequestState } from './state';

interface Known {
  readonly state: RequestState;
  readonly given: Given;
  readonly catalogue: Catalogue;
  /** Whether the subject that the command names is registered. */
  readonly subjectKnown: boolean;
}
interface Rule<B> {
  readonly decide: (body: B, known: Known) => RequestDecided[];
  readonly subject?: (body: B) => Uuid | undefined;
}
const rule = <B>(it: Rule<B>): Rule<B> => it;

/** Every command on a request by its name. */
export const REQUEST_COMMANDS = {
  'register-request': rule<RegisterRequest>({
    subject: ({ subject }) => subject,
    decide: (b, k) => decideRegister(k.state, b, k.given, k.catalogue, k.subjectKnown),
  }),
  link: rule<Static<typeof LinkBody>>({
    subject: ({ subject }) => subject,
    decide: (b, k) => decideLink(k.state, b, k.subjectKnown),
  }),
  'ask-confirmation': rule<object>({ decide: (_b, k) => decideAskConfirmation(k.state) }),
  confirm: rule<Static<typeof ConfirmBody>>({ decide: (b, k) => decideConfirm(k.state, b, k.given) }),
  'ask-proof': rule<Static<typeof AskProofBody>>({ decide: (b, k) => decideAskProof(k.state, b, k.given) }),
  verify: rule<Static<typeof VerifyBody>>({ decide: (b, k) => decideVerify(k.state, b, k.given) }),
  'reject-proof': rule<Static<typeof RejectProofBody>>({
    decide: (b, k) => decideRejectProof(k.state, b, k.given),
  }),
  extend: rule<Static<typeof ExtendBody>>({ decide: (b, k) => decideExtend(k.state, b, k.given) }),
  refuse: rule<Static<typeof RefuseBody>>({ decide: (b, k) => decideRefuse(k.state, b) }),
  'carry-out': rule<CarryOut>({ decide: (b, k) => decideCarryOut(k.state, b, k.given) }),
  'send-letter': rule<Static<typeof SendLetterBody>>({ decide: (b, k) => decideSendLetter(k.state, b) }),
  close: rule<Static<typeof CloseBody>>({ decide: (b, k) => decideClose(k.state, b, k.given, k.catalogue) }),
  remind: rule<Parameters<typeof decideRemind>[1]>({ decide: (b, k) => decideRemind(k.state, b) }),
} as const;

export type RequestCommandName = keyof typeof REQUEST_COMMANDS;
export type RequestBodyOf<N extends RequestCommandName> =
  (typeof REQUEST_COMMANDS)[N] extends Rule<infer B> ? B : never;

/** The rule of a command whose body was checked against that command's schema. */
export function ruleOf(name: RequestCommandName): Rule<unknown> {
  return REQUEST_COMMANDS[name] as unknown as Rule<unknown>;
}

/** A command on its way to its handler, by Nest's command bus. */
export class RequestCommand<N extends RequestCommandName = RequestCommandName> {
  constructor(
    readonly name: N,
    readonly request: Uuid,
    readonly body: RequestBodyOf<N>,
    readonly context: CommandContext,
  ) {}
}

export type RequestOutcome = RunOutcome<RequestState>;
