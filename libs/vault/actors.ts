import { canonicalText, randomId, type Uuid } from '#libs/kernel';
import { Batch } from './batch';
import { decrypt, encrypt, prepare } from './envelope';
import type { KeyRef } from './fences';
import { Fresh, ticks } from './fresh';
import type { Keyring } from './keyring';
import type { Keys } from './keys';
import { blindIndex } from './lookups';
import { KeyUnavailable, type KeyScope } from './types';

/** A person as the issuer of their tokens names them. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
}

/** Key of the mapping of one pseudonym: fencing it forgets who that was, and nothing else. */
export function actorScope(pseudonym: Uuid): KeyScope {
  return { owner: `actor:${pseudonym}`, purpose: 'actor', period: 'contract' };
}

/** Pseudonyms of those who act: staff are data subjects too, and events name nobody. */
export class Actors {
  private readonly known: Fresh<Uuid>;
  private readonly asked: Batch<Person, Uuid>;

  constructor(
    private readonly keyring: Keyring,
    private readonly keys: Keys,
    private readonly lookupKey: Buffer,
    options: { cacheMs: number; cacheSize: number },
  ) {
    this.known = new Fresh(options.cacheMs, options.cacheSize);
    this.asked = new Batch(persons => this.read(persons));
  }

  async pseudonym(issuer: string, subject: string): Promise<Uuid> {
    const name = nameOf({ issuer, subject });
    return this.known.get(name) ?? this.asked.ask(name, { issuer, subject });
  }

  /** Who a pseudonym stands for; null when nobody, or nobody any more. */
  async personOf(pseudonym: Uuid): Promise<Person | null> {
    const [row] = await this.keyring.query<{ key_id: Uuid; box: string }>({
      text: 'select key_id, box from actors where pseudonym = $1',
      values: [pseudonym],
    });
    if (!row) return null;
    const key = await this.keys.ofId(row.key_id);
    if (key === 'fenced') return null;
    if (key === 'missing') throw new KeyUnavailable(`key ${row.key_id} is not there`);
    const { issuer, subject } = decrypt(key, row.key_id, pseudonym, row.box);
    return { issuer: issuer!.value as string, subject: subject!.value as string };
  }

  /** The key of a person's mapping, if the person ever acted. */
  async keyOf(person: Person): Promise<KeyRef | undefined> {
    const [row] = await this.keyring.query<{ key: Uuid; pseudonym: Uuid; generation: number }>({
      text: `select a.key_id as key, a.pseudonym, k.generation from actors a join keys k using (key_id)
        where a.blind = $1`,
      values: [blindIndex(this.lookupKey, 'actor', nameOf(person))],
    });
    return row && { ...actorScope(row.pseudonym), key: row.key, generation: row.generation };
  }

  private async read(persons: readonly Person[]): Promise<Uuid[]> {
    const readAt = ticks();
    const blinds = persons.map(person => blindIndex(this.lookupKey, 'actor', nameOf(person)));
    const found = await this.find(blinds);
    const unknown = persons.filter((_, index) => !found.has(hex(blinds[index]!)));
    if (unknown.length > 0) {
      await this.make(unknown);
      for (const [blind, pseudonym] of await this.find(blinds)) found.set(blind, pseudonym);
    }
    return persons.map((person, index) => {
      const pseudonym = found.get(hex(blinds[index]!));
      if (!pseudonym) throw new KeyUnavailable('a pseudonym was made and is not there');
      this.known.set(nameOf(person), pseudonym, readAt);
      return pseudonym;
    });
  }

  private async find(blinds: readonly Buffer[]): Promise<Map<string, Uuid>> {
    const rows = await this.keyring.query<{ blind: Buffer; pseudonym: Uuid }>({
      name: 'find-actors',
      text: 'select blind, pseudonym from actors where blind = any ($1::bytea[])',
      values: [blinds],
    });
    return new Map(rows.map(({ blind, pseudonym }) => [hex(blind), pseudonym]));
  }

  /** Whoever is first makes it; who comes second takes back the key that it made for nothing. */
  private async make(persons: readonly Person[]): Promise<void> {
    const made = await Promise.all(
      persons.map(async person => {
        const pseudonym = randomId();
        const { id, key } = await this.keys.ofScope(actorScope(pseudonym));
        const box = encrypt(key, id, pseudonym, prepare({ ...person }).plaintext);
        return { pseudonym, blind: blindIndex(this.lookupKey, 'actor', nameOf(person)), id, box };
      }),
    );
    await this.keyring.query({
      text: `with rows as (
          select * from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::text[]) as r(pseudonym, blind, key_id, box)
        ), mine as (
          insert into actors (pseudonym, blind, key_id, box)
          select pseudonym, blind, key_id, box from rows order by blind
          on conflict (blind) do nothing returning key_id
        )
        delete from keys where key_id in (select key_id from rows except select key_id from mine)`,
      values: [
        made.map(({ pseudonym }) => pseudonym),
        made.map(({ blind }) => blind),
        made.map(({ id }) => id),
        made.map(({ box }) => box),
      ],
    });
  }
}

function nameOf(person: Person): string {
  return canonicalText([person.issuer, person.subject]);
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}
