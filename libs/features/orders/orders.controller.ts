import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { allWritten } from '#libs/commands';
import { command, Endpoint, NothingBody, query, type Call, type Result } from '#libs/http';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { Bodies, Order, OrderPage, type DisclosedToBody } from './answers';
import { ApproveOrder } from './commands/approve-order';
import { ConfirmGround, ConfirmGroundBody } from './commands/confirm-ground';
import { DiscloseOrder, DiscloseOrderAnswer } from './commands/disclose-order';
import { ExtendSecrecy, ExtendSecrecyBody } from './commands/extend-secrecy';
import { LiftSecrecy } from './commands/lift-secrecy';
import { RefuseOrder, RefuseOrderBody } from './commands/refuse-order';
import { RegisterOrder, RegisterOrderAnswer, RegisterOrderBody } from './commands/register-order';
import { WithdrawOrder } from './commands/withdraw-order';
import { Coverage } from './coverage';
import { ListBodies } from './queries/list-bodies';
import { ListOrders, ListOrdersQuery } from './queries/list-orders';
import type { OrderState } from './state';
import { ReadOrder, type OpenedOrder } from './queries/read-order';

const officer = { tag: 'orders', roles: ['privacy-officer'] } as const;
const closedProblems = ['order-closed', 'order-already-disclosed'] as const;

const register = command('/v1/orders', {
  ...officer,
  summary: 'Register an order of a government body',
  description:
    'A listed body, judicial or administrative, with its ground, reference, scope and the digest of the document (P16). ' +
    'Whom it concerns is looked up here: no look elsewhere tells of it.',
  body: RegisterOrderBody,
  answer: RegisterOrderAnswer,
  creates: true,
  problems: [
    'body-unknown',
    'ground-not-fitting',
    'scope-beyond-ground',
    'order-subject-unknown',
    'malformed-value',
  ],
});
const approve = command('/v1/orders/:order/approve', {
  ...officer,
  summary: 'Approve an order that another officer registered',
  description:
    'Four eyes (P16): whoever registered an order cannot approve it, and nothing is disclosed before.',
  body: NothingBody,
  problems: ['second-officer-needed', 'ground-unconfirmed', ...closedProblems],
});
const refuse = command('/v1/orders/:order/refuse', {
  ...officer,
  summary: 'Refuse an order',
  description:
    'With the reason: no ground, a body that is not competent, a defect of form, or too wide. Nothing is disclosed on it.',
  body: RefuseOrderBody,
  problems: closedProblems,
});
const withdraw = command('/v1/orders/:order/withdraw', {
  ...officer,
  summary: 'Record that the body withdrew its order',
  description: 'Before it was disclosed. The order stays on record as withdrawn.',
  body: NothingBody,
  problems: closedProblems,
});
const disclose = command('/v1/orders/:order/disclose', {
  ...officer,
  summary: 'Carry an approved order out, once',
  description:
    'Answers exactly what the order covers: its fields, as held now or in force in its period, and the sign-ins of the ' +
    'period where addresses are among the fields. The same command again answers the same, less what was erased since.',
  body: NothingBody,
  answer: DiscloseOrderAnswer,
  problems: [
    'order-not-approved',
    'ground-unconfirmed',
    'key-unavailable',
    'event-too-large',
    ...closedProblems,
  ],
});
const lift = command('/v1/orders/:order/lift-secrecy', {
  ...officer,
  summary: 'End the secrecy of an order',
  description: 'From now on the subject finds the disclosure in their register.',
  body: NothingBody,
  problems: ['order-not-secret'],
});

const extend = command('/v1/orders/:order/extend-secrecy', {
  ...officer,
  summary: 'Extend the secrecy of an order, with the reason',
  description: 'While it stands, to a later last day. What has come to be known stays known.',
  body: ExtendSecrecyBody,
  problems: ['order-not-secret', 'malformed-value'],
});

const confirm = command('/v1/orders/grounds/:ground/confirm', {
  ...officer,
  summary: 'Confirm a ground, having read the law that it names',
  description:
    'What the list says of a ground that nobody confirmed is from memory: orders on it are marked, and neither approved nor ' +
    'disclosed (P16). A confirmation holds while the list has the ground in the same words. What is confirmed already is left.',
  params: { ground: /^[a-z0-9-]{1,64}$/ },
  body: ConfirmGroundBody,
  problems: ['malformed-value'],
});

const list = query('/v1/orders', {
  ...officer,
  summary: 'List orders, the oldest first',
  description: 'By state and body; codes and days only. Whom an order concerns is in the order itself.',
  query: ListOrdersQuery,
  position: true,
  response: OrderPage,
  problems: ['projection-behind'],
});
const bodies = query('/v1/orders/bodies', {
  ...officer,
  summary: 'Read which bodies may get access, and on which grounds',
  description:
    'Data of the controller: `confirmed` says whether somebody read the law that a ground names, `checkedOn` when the list was last gone through.',
  response: Bodies,
});
const one = query('/v1/orders/:order', {
  ...officer,
  summary: 'Read an order',
  description: 'The look is recorded with the order, not with whom it concerns.',
  response: Order,
  problems: ['key-unavailable'],
});

/** Orders of government bodies (P16). */
@Controller()
export class OrderController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly coverage: Coverage,
  ) {}

  @Endpoint(register)
  async register({ body, context }: Call<typeof register>): Promise<Result<typeof register>> {
    const order = this.vault.idFrom(context.commandId, 'order');
    const outcome = await this.commands.execute(new RegisterOrder(order, body, context));
    return { outcome, answer: { order }, location: `/v1/orders/${order}` };
  }

  @Endpoint(approve)
  async approve({ params, context }: Call<typeof approve>): Promise<Result<typeof approve>> {
    return { outcome: await this.commands.execute(new ApproveOrder(params.order, context)) };
  }

  @Endpoint(refuse)
  async refuse({ params, body, context }: Call<typeof refuse>): Promise<Result<typeof refuse>> {
    return { outcome: await this.commands.execute(new RefuseOrder(params.order, body, context)) };
  }

  @Endpoint(withdraw)
  async withdraw({ params, context }: Call<typeof withdraw>): Promise<Result<typeof withdraw>> {
    return { outcome: await this.commands.execute(new WithdrawOrder(params.order, context)) };
  }

  @Endpoint(disclose)
  async disclose({ params, context }: Call<typeof disclose>): Promise<Result<typeof disclose>> {
    const outcome = await this.commands.execute(new DiscloseOrder(params.order, context));
    const disclosed: DisclosedToBody[] = [];
    for (const data of allWritten(outcome, 'OrderDisclosed'))
      disclosed.push(await this.coverage.disclosed(data));
    return { outcome, answer: { disclosed, ...(await this.unknownOf(outcome.state)) } };
  }

  @Endpoint(lift)
  async lift({ params, context }: Call<typeof lift>): Promise<Result<typeof lift>> {
    return { outcome: await this.commands.execute(new LiftSecrecy(params.order, context)) };
  }

  @Endpoint(extend)
  async extend({ params, body, context }: Call<typeof extend>): Promise<Result<typeof extend>> {
    return { outcome: await this.commands.execute(new ExtendSecrecy(params.order, body, context)) };
  }

  @Endpoint(confirm)
  async confirm({ params, body, context }: Call<typeof confirm>): Promise<Result<typeof confirm>> {
    return { outcome: await this.commands.execute(new ConfirmGround(params.ground, body, context)) };
  }

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListOrders(asked, position));
  }

  @Endpoint(bodies)
  async bodies(_call: Call<typeof bodies>): Promise<Result<typeof bodies>> {
    return this.queries.execute(new ListBodies());
  }

  @Endpoint(one)
  async one({ params, context }: Call<typeof one>): Promise<Result<typeof one>> {
    return shownOf(await this.queries.execute(new ReadOrder(params.order, context)));
  }

  /** Names that nobody here has, from the order itself. */
  private async unknownOf({ registered }: OrderState): Promise<{ unknown?: readonly string[] }> {
    if (!registered) return {};
    const [own] = await this.vault.openAll([{ eventId: registered.event, envelope: registered.sealed }]);
    const unknown = own?.state === 'open' ? own.values.unknown : undefined;
    return unknown === undefined ? {} : { unknown: unknown as readonly string[] };
  }
}

function shownOf({ state, opened: [own, ...reasons], groundConfirmed }: OpenedOrder): Order {
  const { body, ground, legitimacy, deadline, digest, issuedOn, receivedOn, at, by } = state.registered;
  return {
    order: state.id,
    registered: at,
    body,
    ground,
    groundConfirmed,
    legitimacy,
    ...(deadline !== undefined && { deadline }),
    status: state.status,
    subjects: [...state.subjects],
    fields: [...state.fields],
    ...(state.period && { period: state.period }),
    digest,
    issuedOn,
    receivedOn,
    ...(state.secrecy && { secrecy: state.secrecy }),
    registeredBy: by,
    ...(state.approvedBy !== undefined && { approvedBy: state.approvedBy }),
    secrecyExtensions: state.extensions.map(({ until }, i) => {
      const reason = reasons[i]!;
      return { until, ...(reason.state === 'open' && { reason: reason.values.reason as string }) };
    }),
    ...(own!.state === 'open'
      ? (own!.values as Readonly<Record<string, string>> & { readonly unknown?: readonly string[] })
      : { erased: true as const }),
  };
}
