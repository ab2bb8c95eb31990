import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Bodies } from '../answers';
import { BODIES, CHECKED_ON, GROUNDS } from '../bodies';

/** Which bodies may get access, and on which grounds. */
export class ListBodies extends Query<Bodies> {}

@QueryHandler(ListBodies)
export class ListBodiesHandler implements IQueryHandler<ListBodies> {
  execute(): Promise<Bodies> {
    const bodies = Object.entries(BODIES).map(([body, { name, grounds }]) => ({
      body,
      name,
      grounds: grounds.map(ground => ({ ground, ...GROUNDS[ground] })),
    }));
    return Promise.resolve({ checkedOn: CHECKED_ON, bodies });
  }
}
