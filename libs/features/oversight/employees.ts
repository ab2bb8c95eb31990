import { Inject, Injectable } from '@nestjs/common';
import { Holders, lookupForm } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { Vault, type Person } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';

/** Who acts under which pseudonym, as far as they are employees: a customer's own is nobody's here (CJEU C-579/21). */
@Injectable()
export class Employees {
  constructor(
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'personOf' | 'actorKey'>,
    private readonly holders: Holders,
  ) {}

  /** @throws KeyUnavailable, KeyringUnavailable */
  async of(pseudonym: Uuid): Promise<Person | undefined> {
    const person = await this.vault.personOf(pseudonym);
    return person && !(await this.isCustomer(person)) ? person : undefined;
  }

  async pseudonymOf(person: Person): Promise<Uuid | undefined> {
    const key = await this.vault.actorKey(person.issuer, person.subject);
    if (!key || (await this.isCustomer(person))) return undefined;
    return key.owner.slice('actor:'.length);
  }

  private async isCustomer({ issuer, subject }: Person): Promise<boolean> {
    return (await this.holders.all('identity', lookupForm('identity', { issuer, subject }))).length > 0;
  }
}
