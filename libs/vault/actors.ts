import { canonicalText, randomId, type Uuid } from '#libs/kernel';
import { Batch } from './batch';
import type { BlindIndex } from './blind-index';
import { decrypt, encrypt, prepare } from './envelope';
import type { Epochs } from './epochs';
import type { KeyRef } from './fences';
import { Fresh, ticks } from './fresh';
import type { Keyring } from './keyring';
import type { Keys } from './keys';
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
  private readonly blind: BlindIndex;

  constructor(
    private readonly keyring: Keyring,
    private readonly keys: Keys,
    private readonly epochs: Epochs,
    options: { cacheMs: number; cacheSize: number },
  ) {
    this.blind = epochs.blind;
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
        where a.blind = any ($1::bytea[])`,
      values: [this.blind.all('actor', nameOf(person))],
    });
    return row && { ...actorScope(row.pseudonym), key: row.key, generation: row.generation };
  }

  private async read(persons: readonly Person[]): Promise<Uuid[]> {
    const readAt = ticks();
    const found = await this.find(persons);
    const unknown = persons.filter((_, index) => !found[index]);
    const all = unknown.length === 0 ? found : await this.made(unknown).then(() => this.find(persons));
    return persons.map((person, index) => {
      const pseudonym = all[index];
      if (!pseudonym) throw new KeyUnavailable('a pseudonym was made and is not there');
      this.known.set(nameOf(person), pseudonym, readAt);
      return pseudonym;
    });
  }

  /** In the order of the persons. */
  private async find(persons: readonly Person[]): Promise<(Uuid | undefined)[]> {
    const blinds = persons.map(person => this.blind.all('actor', nameOf(person)));
    const rows = await this.keyring.query<{ blind: Buffer; pseudonym: Uuid }>({
      name: 'find-actors',
      text: 'select blind, pseudonym from actors where blind = any ($1::bytea[])',
      values: [blinds.flat()],
    });
    const found = new Map(rows.map(({ blind, pseudonym }) => [hex(blind), pseudonym]));
    return blinds.map(all => all.map(blind => found.get(hex(blind))).find(each => each !== undefined));
  }

  private made(persons: readonly Person[]): Promise<void> {
    return this.epochs.underActive(() => this.make(persons));
  }

  private async make(persons: readonly Person[]): Promise<void> {
    const made = await Promise.all(
      persons.map(async person => {
        const pseudonym = randomId();
        const { id, key } = await this.keys.ofScope(actorScope(pseudonym));
        const box = encrypt(key, id, pseudonym, prepare({ ...person }).plaintext);
        return { pseudonym, person, id, box };
      }),
    );
    const blinds = made.map(({ person }) => this.blind.of('actor', nameOf(person)));
    const others = blinds.flatMap(({ others: all }, index) => all.map(blind => ({ item: index + 1, blind })));
    await this.keyring.query({
      text: 'select make_actors($1, $2::uuid[], $3::bytea[], $4::uuid[], $5::text[], $6::int[], $7::bytea[])',
      values: [
        this.blind.epoch,
        made.map(({ pseudonym }) => pseudonym),
        blinds.map(({ active }) => active),
        made.map(({ id }) => id),
        made.map(({ box }) => box),
        others.map(({ item }) => item),
        others.map(({ blind }) => blind),
      ],
    });
  }
}

/** What the blind index is made of. */
export function nameOf(person: Person): string {
  return canonicalText([person.issuer, person.subject]);
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}
