import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { closed, command, DayText, Endpoint, oneOf, query, TimeText, UuidText } from '#libs/http';
import type { Call, Result } from '#libs/http';
import { Freshness } from '#libs/records/http';
import { PostgresVault } from '#libs/vault';
import { BODIES, CHECKED_ON, GROUNDS, type Ground } from './bodies';
import { OrderCommand, type OrderOutcome } from './command';
import { Coverage } from './covered';
import { RefuseBody, RegisterBody, StepBody } from './decisions';
import type { OrderDisclosed } from './events';
import { listOrders } from './list';
import { Orders } from './orders';
import { ORDER_STATUSES } from './projection';

const officer = { tag: 'orders', roles: ['privacy-officer'] } as const;
const text = Type.String();
const closedProblems = ['order-closed', 'order-already-disclosed'] as const;

const register = command('/v1/orders', {
  ...officer,
  summary: 'Register an order of a government body',
  description:
    'A listed body, judicial or administrative, with its ground, reference, scope and the digest of the document (P16). ' +
    'Whom it concerns is looked up here: no look elsewhere tells of it.',
  body: RegisterBody,
  answer: closed({ order: UuidText }),
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
  body: StepBody,
  problems: ['second-officer-needed', ...closedProblems],
});
const refuse = command('/v1/orders/:order/refuse', {
  ...officer,
  summary: 'Refuse an order',
  body: RefuseBody,
  problems: closedProblems,
});
const withdraw = command('/v1/orders/:order/withdraw', {
  ...officer,
  summary: 'Record that the body withdrew its order',
  body: StepBody,
  problems: closedProblems,
});
const disclose = command('/v1/orders/:order/disclose', {
  ...officer,
  summary: 'Carry an approved order out, once',
  description:
    'Answers exactly what the order covers: its fields, as held now or in force in its period, and the sign-ins of the ' +
    'period where addresses are among the fields. The same command again answers the same, less what was erased since.',
  body: StepBody,
  answer: closed({
    disclosed: Type.Array(
      Type.Object(
        {
          subject: UuidText,
          values: Type.Array(
            Type.Object({
              field: text,
              value: Type.Optional(Type.Unknown()),
              erased: Type.Optional(Type.Literal(true)),
              heldFor: text,
              version: Type.Integer(),
              since: TimeText,
            }),
          ),
          signIns: Type.Array(
            Type.Object({
              time: TimeText,
              ipAddress: Type.Optional(Type.Unknown()),
              erased: Type.Optional(Type.Literal(true)),
            }),
          ),
        },
        { $id: 'DisclosedToBody' },
      ),
    ),
  }),
  problems: ['order-not-approved', 'key-unavailable', 'event-too-large', ...closedProblems],
});
const lift = command('/v1/orders/:order/lift-secrecy', {
  ...officer,
  summary: 'End the secrecy of an order',
  description: 'From now on the subject finds the disclosure in his register.',
  body: StepBody,
  problems: ['order-not-secret'],
});

const facts = {
  order: UuidText,
  registered: TimeText,
  body: text,
  ground: text,
  legitimacy: text,
  deadline: Type.Optional(DayText),
  status: text,
};
const list = query('/v1/orders', {
  ...officer,
  summary: 'List orders, the oldest first',
  query: closed({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
    status: Type.Optional(oneOf(ORDER_STATUSES)),
    body: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  position: true,
  response: Type.Object(
    {
      orders: Type.Array(
        Type.Object({ ...facts, secret: Type.Boolean(), secretUntil: Type.Optional(DayText) }),
      ),
      next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
    },
    { $id: 'OrderPage' },
  ),
  problems: ['projection-behind'],
});
const bodies = query('/v1/orders/bodies', {
  ...officer,
  summary: 'Read which bodies may get access, and on which grounds',
  response: Type.Object(
    {
      checkedOn: DayText,
      bodies: Type.Array(
        Type.Object({
          body: text,
          name: text,
          grounds: Type.Array(
            Type.Object({
              ground: text,
              kind: text,
              legitimacy: text,
              law: text,
              from: Type.Optional(DayText),
              to: Type.Optional(DayText),
              fields: Type.Array(text),
              reference: text,
              secrecy: Type.Optional(text),
              confirmed: Type.Boolean(),
              source: text,
            }),
          ),
        }),
      ),
    },
    { $id: 'Bodies' },
  ),
});
const one = query('/v1/orders/:order', {
  ...officer,
  summary: 'Read an order',
  description: 'The look is recorded with the order, not with whom it concerns.',
  response: Type.Object(
    {
      ...facts,
      subjects: Type.Array(UuidText),
      fields: Type.Array(text),
      period: Type.Optional(Type.Object({ from: DayText, to: DayText })),
      digest: text,
      issuedOn: DayText,
      receivedOn: DayText,
      secrecy: Type.Optional(Type.Object({ ground: text, until: Type.Optional(DayText) })),
      registeredBy: text,
      approvedBy: Type.Optional(text),
      reference: Type.Optional(text),
      issuer: Type.Optional(text),
      text: Type.Optional(text),
      erased: Type.Optional(Type.Literal(true)),
    },
    { $id: 'Order' },
  ),
  problems: ['key-unavailable'],
});

/** Orders of government bodies (P16). */
@Controller()
export class OrderController {
  constructor(
    private readonly bus: CommandBus,
    private readonly vault: PostgresVault,
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly orders: Orders,
    private readonly coverage: Coverage,
  ) {}

  @Endpoint(register)
  async register({ body, context }: Call<typeof register>): Promise<Result<typeof register>> {
    const order = this.vault.idFrom(context.commandId, 'order');
    const outcome = await this.run(new OrderCommand('register', order, body, context));
    return { outcome: ended(outcome), answer: { order }, location: `/v1/orders/${order}` };
  }

  @Endpoint(approve)
  async approve({ params, body, context }: Call<typeof approve>): Promise<Result<typeof approve>> {
    return { outcome: ended(await this.run(new OrderCommand('approve', params.order, body, context))) };
  }

  @Endpoint(refuse)
  async refuse({ params, body, context }: Call<typeof refuse>): Promise<Result<typeof refuse>> {
    return { outcome: ended(await this.run(new OrderCommand('refuse', params.order, body, context))) };
  }

  @Endpoint(withdraw)
  async withdraw({ params, body, context }: Call<typeof withdraw>): Promise<Result<typeof withdraw>> {
    return { outcome: ended(await this.run(new OrderCommand('withdraw', params.order, body, context))) };
  }

  @Endpoint(disclose)
  async disclose({ params, body, context }: Call<typeof disclose>): Promise<Result<typeof disclose>> {
    const outcome = await this.run(new OrderCommand('disclose', params.order, body, context));
    const made = outcome.outcome === 'done' ? outcome.events : [];
    const disclosed = await Promise.all(
      made.map(({ data }) => this.coverage.disclosed(data as OrderDisclosed)),
    );
    return { outcome: ended(outcome), answer: { disclosed } };
  }

  @Endpoint(lift)
  async lift({ params, body, context }: Call<typeof lift>): Promise<Result<typeof lift>> {
    return { outcome: ended(await this.run(new OrderCommand('lift-secrecy', params.order, body, context))) };
  }

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    await this.freshness.of('orders', position);
    const { limit = 100, cursor, status, body } = asked;
    return listOrders(this.db, { status, body }, { limit, cursor });
  }

  @Endpoint(bodies)
  bodies(_call: Call<typeof bodies>): Promise<Result<typeof bodies>> {
    return Promise.resolve({
      checkedOn: CHECKED_ON,
      bodies: Object.entries(BODIES).map(([body, { name, grounds }]) => ({
        body,
        name,
        grounds: grounds.map(ground => {
          const { fields, ...rest }: Ground = GROUNDS[ground];
          return { ground, ...rest, fields: [...fields] };
        }),
      })),
    });
  }

  @Endpoint(one)
  async one({ params, context }: Call<typeof one>): Promise<Result<typeof one>> {
    const { state, opened } = await this.orders.look(params.order, context);
    const { body, ground, legitimacy, deadline, digest, issuedOn, receivedOn, at, by } = state.registered;
    return {
      order: params.order,
      registered: at,
      body,
      ground,
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
      ...(opened.state === 'open'
        ? (opened.values as Readonly<Record<string, string>>)
        : { erased: true as const }),
    };
  }

  private run(orderCommand: OrderCommand): Promise<OrderOutcome> {
    return this.bus.execute<OrderCommand, OrderOutcome>(orderCommand);
  }
}

function ended({ outcome, repeated, position }: OrderOutcome): Result<typeof approve>['outcome'] {
  return { outcome, repeated, ...(position !== undefined && { position }) };
}
