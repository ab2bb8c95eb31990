import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Day } from '#libs/kernel';
import { BODIES, CHECKED_ON, GROUNDS, type Body, type Ground } from '../bodies';

export interface ListedBodies {
  readonly checkedOn: Day;
  readonly bodies: (Pick<Body, 'name'> & {
    readonly body: string;
    readonly grounds: (Omit<Ground, 'fields'> & { readonly ground: string; readonly fields: string[] })[];
  })[];
}

/** Which bodies may get access, and on which grounds. */
export class ListBodies extends Query<ListedBodies> {}

@QueryHandler(ListBodies)
export class ListBodiesHandler implements IQueryHandler<ListBodies> {
  execute(): Promise<ListedBodies> {
    const bodies = Object.entries(BODIES).map(([body, { name, grounds }]) => ({
      body,
      name,
      grounds: grounds.map(ground => {
        const { fields, ...rest }: Ground = GROUNDS[ground];
        return { ground, ...rest, fields: [...fields] };
      }),
    }));
    return Promise.resolve({ checkedOn: CHECKED_ON, bodies });
  }
}
