import { Inject, Injectable } from '@nestjs/common';
import type { Field } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import type { Json, Uuid } from '#libs/kernel';
import { Vault, type Opened } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { subjectStreamOf } from '../stream';
import type { Held } from './duty';
import { Shelf, type Kept } from './shelf';

/** What identifies a person to a recipient: all that it got, as it got it. */
export interface Identification {
  readonly fields: Readonly<Partial<Record<Field, Json>>>;
  readonly domain?: string;
  /** The caller's own reference of the last sharing that had one. */
  readonly reference?: string;
}

/** Opens what recipients know a person by. What is erased is left out: nobody knows it here any more. */
@Injectable()
export class KnownByRecipients {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
  ) {}

  /** Where everything of a subject is sealed, as its stream was at a revision. */
  async shelf(subject: Uuid, revision: number): Promise<Shelf> {
    const { name, owner } = subjectStreamOf(subject);
    const filled = new Shelf();
    return this.runner.stateAt<Shelf, Record<string, unknown>>(
      { name, owner, fold: { initial: filled, evolve: (shelf, event) => shelf.put(event as never) } },
      revision,
    );
  }

  /** By whom each is known, in their order. @throws KeyUnavailable: a key that is missing is no erasure */
  async identify(shelf: Shelf, held: readonly Held[]): Promise<Identification[]> {
    const wanted = held.map(each => ({
      fields: Object.entries(each.versions).map(
        ([field, version]) => [field as Field, shelf.value(each.purpose, field, version)] as const,
      ),
      domain: shelf.link(each.link),
      reference: each.sharings.map(sharing => shelf.reference(sharing)).find(found => found !== undefined),
    }));
    const all = wanted.flatMap(({ fields, domain, reference }) => [
      ...fields.map(([, kept]) => kept),
      domain,
      reference,
    ]);
    const opened = await this.open(all.filter(kept => kept !== undefined));
    const valueOf = (kept: Kept | undefined, name: string): Json | undefined => {
      const found = kept && opened.get(kept.envelope.box);
      return found?.state === 'open' ? found.values[name] : undefined;
    };
    return wanted.map(({ fields, domain, reference }) => {
      const values = fields.flatMap(([field, kept]) => {
        const value = valueOf(kept, field);
        return value === undefined ? [] : [[field, value] as const];
      });
      const [name, theirs] = [valueOf(domain, 'domain'), valueOf(reference, 'reference')];
      return {
        fields: Object.fromEntries(values),
        ...(name !== undefined && { domain: name as string }),
        ...(theirs !== undefined && { reference: theirs as string }),
      };
    });
  }

  /** Opens each envelope once. */
  private async open(kept: readonly Kept[]): Promise<Map<string, Opened>> {
    const each = new Map(kept.map(one => [one.envelope.box, one]));
    const opened = await this.vault.openAll([...each.values()]);
    return new Map([...each.keys()].map((box, i) => [box, opened[i]!]));
  }
}
