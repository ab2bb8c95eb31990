import { Inject, Injectable } from '@nestjs/common';
import { Catalogues, purposeOf } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { DomainError, Clock, type Json, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { mediationOwner, type MediationLookEventData } from './events';
import { mediationStreamOf, type MediationState } from './state';

type ThirdParty = Readonly<
  Partial<Record<'domain' | 'familyName' | 'givenName' | 'email' | 'message', Json>>
>;

export interface OpenedMediation {
  readonly state: MediationState;
  /** The third party's data; undefined once it is unreadable. */
  readonly thirdParty: ThirdParty | undefined;
}

/** Reads one mediation from its own stream, which is never behind, and records that it was looked at. */
@Injectable()
export class Mediations {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'open'>,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` */
  async open(mediation: Uuid): Promise<OpenedMediation> {
    const { state } = await this.runner.load(mediationStreamOf(mediation));
    if (!state.thirdParty) throw new DomainError('not-found');
    const { event, sealed } = state.thirdParty;
    const opened = await this.vault.open(event, sealed);
    return { state, thirdParty: opened.state === 'open' ? opened.values : undefined };
  }

  /** @throws DomainError `purpose-unknown`, `purpose-required` for a purpose that allows no looking */
  async look({ id, owner }: MediationState, purpose: string, context: CommandContext): Promise<void> {
    const found = purposeOf(this.catalogues.current(this.clock.now()), purpose);
    if (!found) throw new DomainError('purpose-unknown');
    if (!found.look) throw new DomainError('purpose-required');
    await this.runner.note<MediationLookEventData>(
      { name: `look-mediation-${id}`, owner: mediationOwner(id) },
      context,
      [
        {
          type: 'MediationLooked',
          data: { ...(owner !== undefined && { owner }), purpose: found.id, basis: found.basis },
        },
      ],
    );
  }
}
