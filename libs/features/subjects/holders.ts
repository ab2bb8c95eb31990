import { Inject, Injectable } from '@nestjs/common';
import { firstEventOf } from '#libs/commands';
import { EventStore } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import { Vault, type LookupKind } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { subjectStream } from './state';
import { subjectOfOwner } from './stream';

/** Tells who holds a value of the blind index, for what is not a search of a person: a mediation, an order. */
@Injectable()
export class Holders {
  constructor(
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'find' | 'idFrom'>,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'findAppend'>,
  ) {}

  /** The subject who holds a domain name, in its one form. */
  async of(domain: string): Promise<Uuid | undefined> {
    return (await this.all('domain-holder', domain))[0];
  }

  /** Subjects under a value in its look-up form; a claim that was never carried out is nobody's. */
  async all(kind: LookupKind, value: string): Promise<Uuid[]> {
    const found: Uuid[] = [];
    for (const { owner, pendingCommand } of await this.vault.find(kind, value)) {
      const subject = subjectOfOwner(owner);
      const carriedOut =
        pendingCommand === undefined ||
        (await this.store.findAppend(subjectStream(subject), firstEventOf(this.vault, pendingCommand)))
          .length > 0;
      if (carriedOut && !found.includes(subject)) found.push(subject);
    }
    return found;
  }
}
