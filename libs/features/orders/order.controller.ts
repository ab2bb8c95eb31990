import { Controller, Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { Endpoint } from '#libs/http';
import type { Call, Result } from '#libs/http';
import { Freshness } from '#libs/projections';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { BODIES, CHECKED_ON, GROUNDS, type Ground } from './bodies';
import { OrderCommand, type OrderOutcome } from './command';
import { Coverage, type DisclosedData } from './covered';
import { approve, bodies, disclose, extend, lift, list, one, refuse, register, withdraw } from './endpoints';
import type { OrderDisclosed } from './events';
import { listOrders } from './list';
import { Orders } from './orders';

/** Orders of government bodies (P16). */
@Controller()
export class OrderController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(Vault) private readonly vault: PostgresVault,
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
    const disclosed: DisclosedData[] = [];
    for (const { data } of made) disclosed.push(await this.coverage.disclosed(data as OrderDisclosed));
    return { outcome: ended(outcome), answer: { disclosed } };
  }

  @Endpoint(lift)
  async lift({ params, body, context }: Call<typeof lift>): Promise<Result<typeof lift>> {
    return { outcome: ended(await this.run(new OrderCommand('lift-secrecy', params.order, body, context))) };
  }

  @Endpoint(extend)
  async extend({ params, body, context }: Call<typeof extend>): Promise<Result<typeof extend>> {
    return {
      outcome: ended(await this.run(new OrderCommand('extend-secrecy', params.order, body, context))),
    };
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
    const own = opened[0]!;
    const reasons = opened.slice(1);
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
      secrecyExtensions: state.extensions.map(({ until }, i) => {
        const reason = reasons[i]!;
        return { until, ...(reason.state === 'open' && { reason: reason.values.reason as string }) };
      }),
      ...(own.state === 'open'
        ? (own.values as Readonly<Record<string, string>>)
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
