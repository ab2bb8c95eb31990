import { Controller, Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import type { CommandContext } from '#libs/commands';
import { closed, command, DayText, Endpoint, oneOf, UuidText, type Call, type Result } from '#libs/http';
import type { Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import {
  AskProofBody,
  CarryOutBody,
  CloseBody,
  ConfirmBody,
  ExtendBody,
  LinkBody,
  OwnRequestBody,
  RefuseBody,
  RegisterRequestBody,
  RejectProofBody,
  SendLetterBody,
  VerifyBody,
} from './decisions';
import {
  RequestCommand,
  type RequestBodyOf,
  type RequestCommandName,
  type RequestOutcome as Outcome,
} from './command';
import { Executions, type Ended } from './executions';

const tag = 'requests';
const handle = { tag, roles: ['staff', 'privacy-officer'] } as const;
const decide = { tag, roles: ['privacy-officer'] } as const;
const due = Type.Optional(DayText);

const register = command('/v1/requests', {
  tag,
  roles: ['service', 'staff', 'privacy-officer'],
  scopes: ['requests:write'],
  summary: 'Register a request that came in by e-mail, letter or telephone',
  description:
    'Access, rectification, erasure, restriction, portability, objection, or a question about the policy (P20). A ' +
    'rectification is asked for in writing (P18). The clock runs from receipt, not from registration (Art. 12(3)).',
  body: RegisterRequestBody,
  answer: closed({ request: UuidText, due }),
  creates: true,
  problems: ['channel-not-allowed'],
});
const registerOwn = command('/v1/subjects/:subject/requests', {
  tag,
  roles: ['service', 'customer'],
  scopes: ['requests:write'],
  summary: 'Register a request made in the customer application',
  description: 'Whoever signed in has shown who they are: no proof of identity can be asked.',
  body: OwnRequestBody,
  answer: closed({ request: UuidText, due }),
  creates: true,
});
const link = command('/v1/requests/:request/link', {
  ...handle,
  summary: 'Link a request to the subject that it is about',
  description: 'Once identity is verified (P08, P19).',
  body: LinkBody,
  problems: ['request-closed', 'request-linked', 'proof-outstanding'],
});
const askConfirmation = command('/v1/requests/:request/ask-confirmation', {
  ...handle,
  summary: 'Record that written confirmation of a telephone request was asked',
  description: 'The clock runs meanwhile (P18, Art. 12(2)).',
  body: closed({}),
  problems: ['request-closed', 'confirmation-not-needed'],
});
const confirm = command('/v1/requests/:request/confirm', {
  ...handle,
  summary: 'Record the written confirmation of a telephone request',
  body: ConfirmBody,
  problems: ['request-closed', 'confirmation-not-needed'],
});
const askProof = command('/v1/requests/:request/ask-proof', {
  ...handle,
  summary: 'Ask proof of identity, with the reason for doubt',
  description:
    'The clock stands still until it comes, if it was asked without undue delay (P19, Art. 12(6)). Refused for ' +
    'somebody who signed in.',
  body: AskProofBody,
  answer: closed({ due }),
  problems: ['request-closed', 'proof-not-proportionate', 'identity-verified'],
});
const verify = command('/v1/requests/:request/verify', {
  ...handle,
  summary: 'Record that identity was shown: how, when and by whom; no copy is kept (P19)',
  body: VerifyBody,
  answer: closed({ due }),
  problems: ['request-closed'],
});
const rejectProof = command('/v1/requests/:request/reject-proof', {
  ...handle,
  summary: 'Record that what came does not show who asks',
  body: RejectProofBody,
  answer: closed({ due }),
  problems: ['request-closed', 'proof-not-asked', 'identity-verified'],
});
const extend = command('/v1/requests/:request/extend', {
  ...decide,
  summary: 'Extend by two further months, inside the first, with reasons (Art. 12(3))',
  body: ExtendBody,
  answer: closed({ due }),
  problems: ['request-closed', 'no-statutory-clock', 'extension-used', 'extension-too-late'],
});
const refuse = command('/v1/requests/:request/refuse', {
  ...decide,
  summary: 'Refuse, with reason, authority and court (Art. 12(4))',
  body: RefuseBody,
  problems: ['request-closed', 'refusal-not-fitting', 'request-carried-out'],
});
const carryOut = command('/v1/requests/:request/carry-out', {
  ...handle,
  summary: 'Carry a request out',
  description:
    "A rectification is the subject's correction, a restriction the restriction, an erasure the erasure, each with " +
    'the request as its source; an objection that is granted is upheld, and what was held for its purpose may be erased ' +
    'besides (Art. 17(1)(c), 21); access and portability are then answered with a document. Not before identity is ' +
    'shown where proof is needed (P19).',
  body: CarryOutBody,
  answer: closed({
    execution: Type.Optional(UuidText),
    result: Type.Optional(oneOf(['done', 'failed', 'under-way'])),
    code: Type.Optional(
      Type.String({ description: 'The problem that it failed with; it can be tried again.' }),
    ),
  }),
  problems: [
    'request-closed',
    'request-not-linked',
    'request-refused',
    'act-not-fitting',
    'proof-outstanding',
    'carrying-out-under-way',
    'field-not-needed',
  ],
});
const sendLetter = command('/v1/requests/:request/send-letter', {
  ...handle,
  summary: 'Record that a letter went out',
  description: 'One that answers the request stops its clock. A letter can only say what has happened.',
  body: SendLetterBody,
  problems: ['request-closed', 'letter-not-true', 'erasure-under-way'],
});
const close = command('/v1/requests/:request/close', {
  ...handle,
  summary: 'Close a request that was answered or withdrawn',
  body: CloseBody,
  answer: closed({ closedAs: Type.Optional(Type.String()) }),
  problems: ['request-unanswered', 'carrying-out-under-way', 'objection-pending'],
});

/** Handling requests of data subjects (P18–P20, Art. 12 to 21). */
@Controller()
export class RequestsController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly executions: Executions,
  ) {}

  @Endpoint(register)
  async register({ body, context }: Call<typeof register>): Promise<Result<typeof register>> {
    const request = this.vault.idFrom(context.commandId, 'request');
    const outcome = await this.run('register-request', request, body, context);
    return { outcome, answer: { request, ...dueOf(outcome) }, location: `/v1/requests/${request}` };
  }

  @Endpoint(registerOwn)
  async registerOwn(call: Call<typeof registerOwn>): Promise<Result<typeof registerOwn>> {
    const { params, body, context } = call;
    const request = this.vault.idFrom(context.commandId, 'request');
    const full = { ...body, channel: 'application', subject: params.subject } as const;
    const outcome = await this.run('register-request', request, full, context);
    const location = `/v1/subjects/${params.subject}/requests/${request}`;
    return { outcome, answer: { request, ...dueOf(outcome) }, location };
  }

  @Endpoint(link)
  async link({ params, body, context }: Call<typeof link>): Promise<Result<typeof link>> {
    return { outcome: await this.run('link', params.request, body, context) };
  }

  @Endpoint(askConfirmation)
  async askConfirmation(call: Call<typeof askConfirmation>): Promise<Result<typeof askConfirmation>> {
    const { params, body, context } = call;
    return { outcome: await this.run('ask-confirmation', params.request, body, context) };
  }

  @Endpoint(confirm)
  async confirm({ params, body, context }: Call<typeof confirm>): Promise<Result<typeof confirm>> {
    return { outcome: await this.run('confirm', params.request, body, context) };
  }

  @Endpoint(askProof)
  async askProof({ params, body, context }: Call<typeof askProof>): Promise<Result<typeof askProof>> {
    const outcome = await this.run('ask-proof', params.request, body, context);
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(verify)
  async verify({ params, body, context }: Call<typeof verify>): Promise<Result<typeof verify>> {
    const outcome = await this.run('verify', params.request, body, context);
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(rejectProof)
  async rejectProof(call: Call<typeof rejectProof>): Promise<Result<typeof rejectProof>> {
    const outcome = await this.run('reject-proof', call.params.request, call.body, call.context);
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(extend)
  async extend({ params, body, context }: Call<typeof extend>): Promise<Result<typeof extend>> {
    const outcome = await this.run('extend', params.request, body, context);
    return { outcome, answer: dueOf(outcome) };
  }

  @Endpoint(refuse)
  async refuse({ params, body, context }: Call<typeof refuse>): Promise<Result<typeof refuse>> {
    return { outcome: await this.run('refuse', params.request, body, context) };
  }

  @Endpoint(carryOut)
  async carryOut({ params, body, context }: Call<typeof carryOut>): Promise<Result<typeof carryOut>> {
    const outcome = await this.run('carry-out', params.request, body, context);
    const begun = outcome.events.find(({ type }) => type === 'CarryingOutBegun');
    if (!begun || outcome.outcome !== 'done') return { outcome, answer: {} };
    // What does not come to its end here is carried on by the projection of executions.
    const ended: Partial<Ended> = await this.executions.carryOn(begun).catch(() => ({}));
    const { result = 'under-way', code, position = outcome.position } = ended;
    const { execution } = begun.data as { readonly execution: Uuid };
    return {
      outcome: { outcome: 'done', repeated: outcome.repeated, ...(position !== undefined && { position }) },
      answer: { execution, result, ...(code !== undefined && { code }) },
    };
  }

  @Endpoint(sendLetter)
  async sendLetter({ params, body, context }: Call<typeof sendLetter>): Promise<Result<typeof sendLetter>> {
    return { outcome: await this.run('send-letter', params.request, body, context) };
  }

  @Endpoint(close)
  async close({ params, body, context }: Call<typeof close>): Promise<Result<typeof close>> {
    const outcome = await this.run('close', params.request, body, context);
    const closedAs = outcome.state.outcome;
    return { outcome, answer: closedAs === undefined ? {} : { closedAs } };
  }

  private run<N extends RequestCommandName>(
    name: N,
    request: Uuid,
    body: RequestBodyOf<N>,
    context: CommandContext,
  ): Promise<Outcome> {
    return this.bus.execute<RequestCommand, Outcome>(new RequestCommand(name, request, body, context));
  }
}

/** The due date now; none while the clock stands still, and none for a question (P20). */
function dueOf({ state }: Outcome): { readonly due?: string } {
  const date = state.clock?.due;
  return date === undefined ? {} : { due: date };
}
