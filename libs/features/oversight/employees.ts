import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Holders, lookupForm } from '#libs/features/subjects';
import type { Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { rolesOf } from '#libs/register/postgres';
import { Vault, type Person } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';

/** Who acts under which pseudonym, as far as they are employees: a customer's own is nobody's here (CJEU C-579/21). */
@Injectable()
export class Employees {
  constructor(
    private readonly db: Pool,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'personOf' | 'actorKey'>,
    private readonly holders: Holders,
    private readonly freshness: Freshness,
  ) {}

  /** @throws DomainError `projection-behind`; KeyUnavailable, KeyringUnavailable */
  async of(pseudonym: Uuid): Promise<Person | undefined> {
    const person = await this.vault.personOf(pseudonym);
    return person && (await this.isEmployee(pseudonym, person)) ? person : undefined;
  }

  /** @throws the same */
  async pseudonymOf(person: Person): Promise<Uuid | undefined> {
    const key = await this.vault.actorKey(person.issuer, person.subject);
    const pseudonym = key?.owner.slice('actor:'.length);
    return pseudonym && (await this.isEmployee(pseudonym, person)) ? pseudonym : undefined;
  }

  /** Has acted, and never as a customer: whoever was one once stays nobody, though the identity was unlinked. */
  private async isEmployee(pseudonym: Uuid, { issuer, subject }: Person): Promise<boolean> {
    const linked = await this.holders.all('identity', lookupForm('identity', { issuer, subject }));
    if (linked.length > 0) return false;
    await this.freshness.of('register', undefined);
    const roles = await rolesOf(this.db, pseudonym);
    return roles.length > 0 && !roles.includes('customer');
  }
}
