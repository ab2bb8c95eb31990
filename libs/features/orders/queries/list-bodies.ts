import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import type { Bodies } from '../answers';
import { BODIES, CHECKED_ON } from '../bodies';
import { CONFIRMED_GROUNDS, groundWith } from '../grounds';

/** Which bodies may get access, and on which grounds. */
export class ListBodies extends Query<Bodies> {}

@QueryHandler(ListBodies)
export class ListBodiesHandler implements IQueryHandler<ListBodies> {
  constructor(private readonly runner: CommandRunner) {}

  async execute(): Promise<Bodies> {
    const { state } = await this.runner.load(CONFIRMED_GROUNDS);
    const bodies = Object.entries(BODIES).map(([body, { name, grounds }]) => ({
      body,
      name,
      grounds: grounds.map(ground => groundWith(state, ground)),
    }));
    return { checkedOn: CHECKED_ON, bodies };
  }
}
