import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import { DomainError, type Json, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { mediationStreamOf, type MediationState } from './state';

type ThirdParty = Readonly<
  Partial<Record<'domain' | 'familyName' | 'givenName' | 'email' | 'message', Json>>
>;

export interface OpenedMediation {
  readonly state: MediationState;
  /** The third party's data; undefined once it is unreadable. */
  readonly thirdParty: ThirdParty | undefined;
}

/** Reads one mediation from its own stream, which is never behind. */
@Injectable()
export class Mediations {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: Pick<Vault, 'open'>,
  ) {}

  /** @throws DomainError `not-found` */
  async open(mediation: Uuid): Promise<OpenedMediation> {
    const { state } = await this.runner.load(mediationStreamOf(mediation));
    if (!state.thirdParty) throw new DomainError('not-found');
    const { event, sealed } = state.thirdParty;
    const opened = await this.vault.open(event, sealed);
    return { state, thirdParty: opened.state === 'open' ? opened.values : undefined };
  }
}
