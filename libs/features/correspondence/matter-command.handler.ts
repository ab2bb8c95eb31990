import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { EventStore } from '#libs/event-store';
import { MatterCommand, ruleOf, type MatterOutcome } from './command';
import { streamInto, type Close } from './decisions';
import { type MatterEventData } from './events';
import { matterStreamOf, type MatterState } from './state';

/** Carries out every command on a matter: decides and appends. */
@CommandHandler(MatterCommand)
export class MatterCommandHandler implements ICommandHandler<MatterCommand, MatterOutcome> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly store: EventStore,
  ) {}

  async execute({ name, matter, body, context }: MatterCommand): Promise<MatterOutcome> {
    const into = name === 'close' ? (body as Close).into : undefined;
    const intoKnown = into !== undefined && (await this.isThere(streamInto(into)));
    return this.runner.run<MatterState, MatterEventData>({
      stream: matterStreamOf(matter),
      context,
      decide: (state, given) =>
        ruleOf(name)(body, { state, given, catalogue: this.catalogues.current(given.now), intoKnown }),
    });
  }

  private async isThere(stream: string): Promise<boolean> {
    return (await this.store.readStream(stream, { limit: 1 })).length > 0;
  }
}
