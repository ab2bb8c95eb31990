import { Controller, Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { shownKept } from '#libs/features/erasure';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { DueAnswer } from './answers';
import { AskConfirmation, AskConfirmationBody } from './commands/ask-confirmation';
import { AskProof, AskProofBody } from './commands/ask-proof';
import { ResumeExecution } from './commands/resume-execution';
import { CarryOutRequest, CarryOutRequestAnswer, CarryOutRequestBody } from './commands/carry-out-request';
import { CloseRequest, CloseRequestAnswer, CloseRequestBody } from './commands/close-request';
import { ConfirmRequest, ConfirmRequestBody } from './commands/confirm-request';
import { ExtendRequest, ExtendRequestAnswer, ExtendRequestBody } from './commands/extend-request';
import { LinkRequest, LinkRequestBody } from './commands/link-request';
import { RefuseRequest, RefuseRequestBody } from './commands/refuse-request';
import {
  OwnRequestBody,
  RegisterRequest,
  RegisterRequestAnswer,
  RegisterRequestBody,
} from './commands/register-request';
import { RejectProof, RejectProofBody } from './commands/reject-proof';
import { SendLetter, SendLetterBody } from './commands/send-letter';
import { VerifyIdentity, VerifyIdentityBody } from './commands/verify-identity';
import type { RequestEvent } from './events';
import type { RequestOutcome } from './guards';
import { deadlineOfRequest, evolve, type RequestState } from './state';

const tag = 'requests';
const handle = { tag, roles: ['staff', 'privacy-officer'] } as const;
const decide = { tag, roles: ['privacy-officer'] } as const;

const register = command('/v1/requests', {
  tag,
  roles: ['service', 'staff', 'privacy-officer'],
  scopes: ['requests:write'],
  summary: 'Register a request that came in by e-mail, letter or telephone',
  description:
    'Access, rectification, erasure, restriction, portability, objection, or a question about the policy (P20). A ' +
    'rectification is asked for in writing (P18). The clock runs from receipt, not from registration (Art. 12(3)).',
  body: RegisterRequestBody,
  answer: RegisterRequestAnswer,
  creates: true,
  problems: ['not-found', 'malformed-value', 'channel-not-allowed'],
});
const registerOwn = command('/v1/subjects/:subject/requests', {
  tag,
  roles: ['service', 'customer'],
  scopes: ['requests:write'],
  summary: 'Register a request made in the customer application',
  description: 'Whoever signed in has shown who they are: no proof of identity can be asked.',
  body: OwnRequestBody,
  answer: RegisterRequestAnswer,
  creates: true,
});
const link = command('/v1/requests/:request/link', {
  ...handle,
  summary: 'Link a request to the subject that it is about',
  description: 'Once identity is verified (P08, P19).',
  body: LinkRequestBody,
  problems: ['request-closed', 'request-linked', 'proof-outstanding'],
});
const askConfirmation = command('/v1/requests/:request/ask-confirmation', {
  ...handle,
  summary: 'Record that written confirmation of a telephone request was asked',
  description: 'The clock runs meanwhile (P18, Art. 12(2)).',
  body: AskConfirmationBody,
  problems: ['request-closed', 'confirmation-not-needed'],
});
const confirm = command('/v1/requests/:request/confirm', {
  ...handle,
  summary: 'Record the written confirmation of a telephone request',
  description: 'What a telephone request asks for is done after this, and not before (P18).',
  body: ConfirmRequestBody,
  problems: ['malformed-value', 'request-closed', 'confirmation-not-needed'],
});
const askProof = command('/v1/requests/:request/ask-proof', {
  ...handle,
  summary: 'Ask proof of identity, with the reason for doubt',
  description:
    'The clock stands still until it comes, if it was asked without undue delay (P19, Art. 12(6)). Refused for ' +
    'somebody who signed in.',
  body: AskProofBody,
  answer: DueAnswer,
  problems: ['request-closed', 'proof-not-proportionate', 'identity-verified'],
});
const verify = command('/v1/requests/:request/verify', {
  ...handle,
  summary: 'Record that identity was shown: how, when and by whom; no copy is kept (P19)',
  description:
    'How, when and by whom is kept, and no copy of what was shown (P19). The clock runs again from the day on which the proof came.',
  body: VerifyIdentityBody,
  answer: DueAnswer,
  problems: ['malformed-value', 'request-closed'],
});
const rejectProof = command('/v1/requests/:request/reject-proof', {
  ...handle,
  summary: 'Record that what came does not show who asks',
  description:
    'With the reason. The request stays open: other proof may come, or it is refused because identity is not shown (Art. 12(2), (6)).',
  body: RejectProofBody,
  answer: DueAnswer,
  problems: ['malformed-value', 'request-closed', 'proof-not-asked', 'identity-verified'],
});
const extend = command('/v1/requests/:request/extend', {
  ...decide,
  summary: 'Extend by two further months, inside the first, with reasons (Art. 12(3))',
  description:
    'Answers the new date, in a dry run too, and what a stricter reading of the month makes of it.',
  body: ExtendRequestBody,
  answer: ExtendRequestAnswer,
  problems: ['request-closed', 'no-statutory-clock', 'extension-used', 'extension-too-late'],
});
const refuse = command('/v1/requests/:request/refuse', {
  ...decide,
  summary: 'Refuse, with reason, authority and court (Art. 12(4))',
  description:
    'Wholly or in part. The letter names the reason, the authority to complain to and the court (Art. 12(4)). Nothing is ' +
    'weighed against an objection to direct marketing (Art. 21(3)): where the catalogue has such a purpose, the objection is ' +
    'on record before it is refused on grounds of Art. 21(1).',
  body: RefuseRequestBody,
  problems: ['request-closed', 'refusal-not-fitting', 'request-carried-out'],
});
const carryOut = command('/v1/requests/:request/carry-out', {
  ...handle,
  summary: 'Carry a request out',
  description:
    "A rectification is the subject's correction, a restriction the restriction, an erasure the erasure, each with " +
    'the request as its source; an objection that is granted is upheld, and what was held for its purpose may be erased ' +
    'besides (Art. 17(1)(c), 21); access and portability are then answered with a document. Not before a request by ' +
    'telephone is confirmed in writing (P18) and identity is shown where proof is needed (P19). Who registered a request ' +
    'leaves it to another to erase or to give out. An erasure is refused as `erase` refuses it, before anything is begun; all ' +
    'of a subject is erased by an officer, once another has approved it (`approve-erasure`, which names this request). Where ' +
    'the answer then goes (name, address) is kept under a key of its own until it went out, 30 days at most.',
  body: CarryOutRequestBody,
  answer: CarryOutRequestAnswer,
  problems: [
    'request-closed',
    'request-not-linked',
    'request-refused',
    'act-not-fitting',
    'confirmation-outstanding',
    'proof-outstanding',
    'another-person-needed',
    'carrying-out-under-way',
    'field-not-needed',
    'malformed-value',
    'forbidden-role',
    'approval-needed',
    'still-needed',
    'kept-by-law',
    'subject-restricted',
    'subject-erased',
    'transfer-under-way',
    'purpose-unknown',
    'objection-not-upheld',
    'objection-not-applicable',
    'key-unavailable',
  ],
});
const sendLetter = command('/v1/requests/:request/send-letter', {
  ...handle,
  summary: 'Record that a letter went out',
  description: 'One that answers the request stops its clock. A letter can only say what has happened.',
  body: SendLetterBody,
  problems: ['request-closed', 'letter-not-true', 'other-person-unsettled', 'erasure-under-way'],
});
const close = command('/v1/requests/:request/close', {
  ...handle,
  summary: 'Close a request that was answered or withdrawn',
  description:
    'Once its answer went out, or it was withdrawn. What was sealed with it can be read until `keptUntil`; then its key ends.',
  body: CloseRequestBody,
  answer: CloseRequestAnswer,
  problems: ['request-unanswered', 'carrying-out-under-way', 'objection-pending'],
});

/** Handling requests of data subjects (P18–P20, Art. 12 to 21). */
@Controller()
export class RequestsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(Vault) private readonly vault: PostgresVault,
  ) {}

  @Endpoint(register)
  async register({ body, context }: Call<typeof register>): Promise<Result<typeof register>> {
    const request = this.vault.idFrom(context.commandId, 'request');
    const outcome = await this.commands.execute(new RegisterRequest(request, body, context));
    return { outcome, answer: { request, ...dueOf(outcome) }, location: `/v1/requests/${request}` };
  }

  @Endpoint(registerOwn)
  async registerOwn(call: Call<typeof registerOwn>): Promise<Result<typeof registerOwn>> {
    const { subject } = call.params;
    const request = this.vault.idFrom(call.context.commandId, 'request');
    const body = { ...call.body, channel: 'application', subject } as const;
    const outcome = await this.commands.execute(new RegisterRequest(request, body, call.context));
    const location = `/v1/subjects/${subject}/requests/${request}`;
    return { outcome, answer: { request, ...dueOf(outcome) }, location };
  }

  @Endpoint(link)
  async link({ params, body, context }: Call<typeof link>): Promise<Result<typeof link>> {
    return { outcome: await this.commands.execute(new LinkRequest(params.request, body, context)) };
  }

  @Endpoint(askConfirmation)
  async askConfirmation({
    params,
    context,
  }: Call<typeof askConfirmation>): Promise<Result<typeof askConfirmation>> {
    return { outcome: await this.commands.execute(new AskConfirmation(params.request, context)) };
  }

  @Endpoint(confirm)
  async confirm({ params, body, context }: Call<typeof confirm>): Promise<Result<typeof confirm>> {
    return { outcome: await this.commands.execute(new ConfirmRequest(params.request, body, context)) };
  }

  @Endpoint(askProof)
  async askProof({ params, body, context }: Call<typeof askProof>): Promise<Result<typeof askProof>> {
    const outcome = await this.commands.execute(new AskProof(params.request, body, context));
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(verify)
  async verify({ params, body, context }: Call<typeof verify>): Promise<Result<typeof verify>> {
    const outcome = await this.commands.execute(new VerifyIdentity(params.request, body, context));
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(rejectProof)
  async rejectProof({
    params,
    body,
    context,
  }: Call<typeof rejectProof>): Promise<Result<typeof rejectProof>> {
    const outcome = await this.commands.execute(new RejectProof(params.request, body, context));
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(extend)
  async extend({ params, body, context }: Call<typeof extend>): Promise<Result<typeof extend>> {
    const outcome = await this.commands.execute(new ExtendRequest(params.request, body, context));
    return { outcome, answer: { ...dueOf(outcome), ...strictly(outcome) } };
  }

  @Endpoint(refuse)
  async refuse({ params, body, context }: Call<typeof refuse>): Promise<Result<typeof refuse>> {
    return { outcome: await this.commands.execute(new RefuseRequest(params.request, body, context)) };
  }

  @Endpoint(carryOut)
  async carryOut({ params, body, context }: Call<typeof carryOut>): Promise<Result<typeof carryOut>> {
    const outcome = await this.commands.execute(new CarryOutRequest(params.request, body, context));
    const begun = outcome.events.find(({ type }) => type === 'CarryingOutBegun');
    const execution = written(outcome, 'CarryingOutBegun')?.execution;
    if (!begun || execution === undefined || outcome.outcome !== 'done')
      return { outcome, answer: outcome.kept ? { kept: shownKept(outcome.kept) } : {} };
    // What does not come to its end here is resumed by the reactor.
    const ended = await this.commands.execute(new ResumeExecution(begun)).catch(() => undefined);
    const position = ended?.position ?? outcome.position;
    return {
      outcome: { outcome: 'done', repeated: outcome.repeated, ...(position !== undefined && { position }) },
      answer: {
        execution,
        result: ended?.result ?? 'under-way',
        ...(ended?.code !== undefined && { code: ended.code }),
      },
    };
  }

  @Endpoint(sendLetter)
  async sendLetter({ params, body, context }: Call<typeof sendLetter>): Promise<Result<typeof sendLetter>> {
    return { outcome: await this.commands.execute(new SendLetter(params.request, body, context)) };
  }

  @Endpoint(close)
  async close({ params, body, context }: Call<typeof close>): Promise<Result<typeof close>> {
    const outcome = await this.commands.execute(new CloseRequest(params.request, body, context));
    const closedAs = outcome.state.outcome;
    return { outcome, answer: closedAs === undefined ? {} : { closedAs } };
  }
}

type Came = Pick<RequestOutcome<never>, 'outcome' | 'events' | 'state'>;

/** The request after a command; after a dry run, as it would be. */
function after({ outcome, events, state }: Came): RequestState {
  return outcome === 'dry-run' ? (events as readonly RequestEvent[]).reduce(evolve, state) : state;
}

/** The due date now; none while the clock stands still, and none for a question (P20). */
function dueOf(outcome: Came): DueAnswer {
  const { clock } = after(outcome);
  return clock?.due === undefined ? {} : { due: clock.due };
}

function strictly(outcome: Came): Pick<ExtendRequestAnswer, 'strictDue' | 'strictUntil'> {
  const state = after(outcome);
  const { due, extendUntil } = deadlineOfRequest(state)?.strict ?? {};
  const late = extendUntil !== undefined && state.extension !== undefined && state.extension.on > extendUntil;
  return { ...(due !== undefined && { strictDue: due }), ...(late && { strictUntil: extendUntil }) };
}
