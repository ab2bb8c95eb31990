import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner } from '#libs/commands';
import { DomainError, type Json, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import { mediationStreamOf, type MediationState } from './state';

export type ThirdParty = Readonly<
  Partial<Record<'domain' | 'familyName' | 'givenName' | 'email' | 'message', Json>>
>;

export interface OpenedMediation {
  readonly state: MediationState;
  /** The third party's data; undefined once it is unreadable. */
  readonly thirdParty: ThirdParty | undefined;
}

/**
 * What the owner reads of who seeks contact: how to make it only while their choice is to make it (P15). Staff, who write to
 * the third party, read all.
 */
export function readBy(
  owner: Uuid | undefined,
  {
    state,
    thirdParty,
  }: Pick<OpenedMediation, 'thirdParty'> & { readonly state: Pick<MediationState, 'choice'> },
): ThirdParty | undefined {
  if (owner === undefined || state.choice === 'accepted' || thirdParty === undefined) return thirdParty;
  const { email: _, ...rest } = thirdParty;
  return rest;
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
