import { CommandBus, Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { DomainError, type Uuid } from '#libs/kernel';
import { LookAtMediation } from '../commands/look-at-mediation';
import { Mediations, readBy, type OpenedMediation } from '../mediations';

/** Shows a mediation, which is a look at it (P09). `owner`: who asks, of whom only what concerns them is shown. */
export class ReadMediation extends Query<OpenedMediation> {
  constructor(
    readonly mediation: Uuid,
    readonly purpose: string,
    readonly context: CommandContext,
    readonly owner?: Uuid,
  ) {
    super();
  }
}

@QueryHandler(ReadMediation)
export class ReadMediationHandler implements IQueryHandler<ReadMediation> {
  constructor(
    private readonly mediations: Mediations,
    private readonly commands: CommandBus,
    private readonly looks: Looks,
  ) {}

  async execute({ mediation, purpose, context, owner }: ReadMediation): Promise<OpenedMediation> {
    const opened = await this.mediations.open(mediation);
    const { state } = opened;
    // To anybody else, and before the owner was informed, there is no such mediation.
    if (owner !== undefined && (state.owner !== owner || !state.informed)) throw new DomainError('not-found');
    const thirdParty = readBy(owner, opened);
    const fields = Object.keys(thirdParty ?? {});
    const look = new LookAtMediation(mediation, { owner: state.owner, purpose, fields }, context);
    await this.looks.onRecord(state.owner, context, () => this.commands.execute(look));
    return { state, thirdParty };
  }
}
