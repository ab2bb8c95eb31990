import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues, type Catalogue } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Uuid } from '#libs/kernel';
import { Holders, requireNoObjection, subjectStreamOf } from '#libs/features/subjects';
import { MediationCommand, ruleOf, type MediationOutcome } from './command';
import { domainOf, mediationPurpose } from './decisions';
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
      decide: async (state, given) => {
        const catalogue = this.catalogues.current(given.now);
        if (name === 'inform-owner') await this.requireNoObjection(state, catalogue);
        return rule(body, { state, given, catalogue, owner });
      },
    });
  }

  /** An owner who objected is not told of third parties; they get the neutral answer (Art. 21). */
  private async requireNoObjection({ owner }: MediationState, catalogue: Catalogue): Promise<void> {
    if (owner === undefined) return;
    const { state } = await this.runner.load(subjectStreamOf(owner));
    requireNoObjection(state, mediationPurpose(catalogue));
  }
}
