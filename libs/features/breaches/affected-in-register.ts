import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { canonicalText, DomainError, type Uuid } from '#libs/kernel';
import type { Freshness } from '#libs/projections';
import { registerSize, subjectsOf, type RegisterFilter } from '#libs/register/postgres';
import { Affected, type AffectedPersons, type Determination } from './affected';
import { asksForHeld, counted, type Counted, type Criteria, type Part } from './criteria';
import { heldSubjects } from './held.sql';

/** Lists that are kept for their next page: they follow from criteria and size, and so never change. */
const KEPT = 4;

/** {@link Affected} by SQL. */
export class AffectedInRegister extends Affected {
  private readonly known = new LRUCache<string, AffectedPersons>({ max: KEPT });

  constructor(
    private readonly db: Pool,
    private readonly freshness: Pick<Freshness, 'of'>,
  ) {
    super();
  }

  async size(asked: number | undefined): Promise<number> {
    if (asked === undefined) await this.freshness.of('register', undefined);
    const now = await registerSize(this.db);
    if (asked !== undefined && asked > now)
      throw new DomainError('beyond-the-register', { size: String(now) });
    return asked ?? now;
  }

  async of(criteria: Criteria, size: number): Promise<AffectedPersons> {
    const key = canonicalText({ criteria, size });
    const known = this.known.get(key);
    if (known) return known;
    const found = await this.found(criteria, size);
    this.known.set(key, found);
    return found;
  }

  async recorded({ criteria, size, touched, held }: Determination): Promise<AffectedPersons> {
    const found = await this.of(criteria, size);
    const same = (recorded: Counted | undefined, persons: readonly Uuid[] | undefined): boolean =>
      recorded?.digest === (persons && counted(persons).digest);
    if (!same(touched, found.touched) || !same(held, found.held)) throw new DomainError('affected-differs');
    return found;
  }

  async knowing(
    determination: Determination,
    part: Part,
    at: Date,
    subject?: Uuid,
  ): Promise<readonly Uuid[]> {
    // Secrecy may have been extended by what the register has yet to read.
    await this.freshness.of('register', undefined);
    const all = (await this.recorded(determination))[part] ?? [];
    // No order makes that something is held here, and a body of an order is no recipient.
    if (part === 'held') return subject === undefined ? all : all.filter(each => each === subject);
    const { criteria, size } = determination;
    return subjectsOf(this.db, {
      ...filterOf(criteria, size),
      knownAt: at,
      ...(subject !== undefined && { subject }),
    });
  }

  private async found(criteria: Criteria, size: number): Promise<AffectedPersons> {
    const touched = await subjectsOf(this.db, filterOf(criteria, size));
    if (!asksForHeld(criteria)) return { touched };
    return { touched, held: await heldSubjects(this.db, criteria, BigInt(size)) };
  }
}

function filterOf({ fields, ...criteria }: Criteria, size: number): RegisterFilter {
  return { ...criteria, ...(fields && { anyField: fields }), before: BigInt(size) };
}
