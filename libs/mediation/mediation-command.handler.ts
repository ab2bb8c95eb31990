import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Holders } from '#libs/subjects';
import { MediationCommand, ruleOf, type MediationOutcome } from './command';
import { domainOf } from './decisions';
import { MEDIATION_VERSIONS, type MediationEventData } from './events';
import { mediationStreamOf, type MediationState } from './state';

/** Carries out every command on a mediation: looks up who owns the name where one is opened, decides, appends. */
@CommandHandler(MediationCommand)
export class MediationCommandHandler implements ICommandHandler<MediationCommand, MediationOutcome> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly holders: Holders,
  ) {}

  async execute({ name, mediation, body, context }: MediationCommand): Promise<MediationOutcome> {
    const rule = ruleOf(name);
    let owner: Uuid | undefined;
    if (name === 'open') owner = await this.holders.of(domainOf(body));
    return this.runner.run<MediationState, MediationEventData>({
      stream: mediationStreamOf(mediation),
      context,
      versions: MEDIATION_VERSIONS,
      decide: (state, given) =>
        rule(body, { state, given, catalogue: this.catalogues.current(given.now), owner }),
    });
  }
}
