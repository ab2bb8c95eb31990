import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CommandRunner } from '#libs/commands';
import type { Passings } from '../answers';
import { StandingEvents } from '../standing-events';
import { PASSINGS } from '../state';

/** What projections stand at now, and what was decided about such events. From log and checkpoints: no projection is asked. */
export class ListPassings extends Query<Passings> {}

@QueryHandler(ListPassings)
export class ListPassingsHandler implements IQueryHandler<ListPassings> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly standing: StandingEvents,
  ) {}

  async execute(): Promise<Passings> {
    const { state } = await this.runner.load(PASSINGS);
    const standing = await this.standing.all();
    return {
      standing: standing.map(({ event, type, eventHash, projections }) => ({
        event,
        type,
        eventHash,
        projections: projections.map(({ projection, error }) => ({ projection, error })),
      })),
      passings: Object.values(state.passings).map(
        ({ stream: _, revision: __, proposedBy: ___, ...passing }) => passing,
      ),
    };
  }
}
