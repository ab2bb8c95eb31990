import type { Static } from '@sinclair/typebox';
import type { CommandContext, RunOutcome } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import type { ExtendSecrecyBody, RefuseBody, RegisterOrder } from './decisions';
import type { OrderState } from './state';

/** Bodies of the commands on an order, by their names. */
export interface OrderBodies {
  register: RegisterOrder;
  approve: object;
  refuse: Static<typeof RefuseBody>;
  withdraw: object;
  disclose: object;
  'lift-secrecy': object;
  'extend-secrecy': Static<typeof ExtendSecrecyBody>;
}
export type OrderCommandName = keyof OrderBodies;

/** A command on its way to its handler, by Nest's command bus. */
export class OrderCommand<N extends OrderCommandName = OrderCommandName> {
  constructor(
    readonly name: N,
    readonly order: Uuid,
    readonly body: OrderBodies[N],
    readonly context: CommandContext,
  ) {}
}

export type OrderOutcome = RunOutcome<OrderState>;
