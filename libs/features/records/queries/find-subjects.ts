import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, firstEventOf, type CommandContext } from '#libs/commands';
import { EventStore, type Position } from '#libs/event-store';
import { Looks, opensLook, requireLookingPurpose } from '#libs/features/access';
import { Describe, Example, IsId, MemberCount, Named, Nested } from '#libs/http/schema';
import { brusselsDay, Clock, DomainError, type Rule, type Uuid } from '#libs/kernel';
import {
  lookupForm,
  parseDomainName,
  parseField,
  parseLogin,
  subjectOfOwner,
  subjectStream,
  subjectStreamOf,
  type Address,
} from '#libs/features/subjects';
import { type LookupKind, Vault } from '#libs/vault';
import type { CustomerRecord } from '../record.sql';
import { Freshness } from '#libs/projections';
import { CustomerRecords } from '../customer-records';

/** One kind of look-up at a time; a value stands in the body, never in a URL. */
@Example({ familyName: 'Peeters', postalCode: '9000' })
@Named('Search')
@MemberCount(1, 2)
export class SearchBody {
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly login?: string;

  @IsOptional()
  @IsString()
  @MaxLength(253)
  readonly domain?: string;

  @IsOptional()
  @IsString()
  @MaxLength(254)
  readonly email?: string;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly telephone?: string;

  @Describe('Together with `postalCode`.')
  @IsOptional()
  @IsString()
  @MaxLength(200)
  readonly familyName?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly postalCode?: string;
}

class FoundSubject {
  @IsId()
  readonly subject!: Uuid;

  @IsString({ each: true })
  readonly as!: readonly string[];
}

@Named('SearchResult')
export class SearchResult {
  @Nested(() => FoundSubject, { each: true })
  readonly subjects!: readonly FoundSubject[];
}

/** Finds subjects by a value, which is a look at each of them (P05, P09). */
export class FindSubjects extends Query<SearchResult> {
  constructor(
    readonly by: SearchBody,
    readonly purpose: string,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

interface Sought {
  readonly kinds: readonly LookupKind[];
  readonly value: string;
}

/** Exact look-ups by the blind index, each hit held against the current record: a superseded value finds nobody. */
@QueryHandler(FindSubjects)
export class FindSubjectsHandler implements IQueryHandler<FindSubjects> {
  constructor(
    @Inject(Vault) private readonly vault: Pick<Vault, 'find' | 'idFrom'>,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'findAppend'>,
    private readonly records: CustomerRecords,
    private readonly freshness: Freshness,
    private readonly looks: Looks,
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `malformed-value`, `invalid-request` where not exactly one kind of look-up is given */
  async execute({ by: asked, purpose, position, context }: FindSubjects): Promise<SearchResult> {
    const { by, sought } = soughtOf(asked);
    await this.freshness.of('lookups', position);
    const found = await this.found(sought, position);
    const subjects = await this.looks.onRecord(undefined, context, () =>
      this.openFor(found, purpose, context),
    );
    await this.looks.search(
      by,
      subjects.map(({ subject }) => subject),
      purpose,
      context,
    );
    return { subjects };
  }

  /** P22: whoever the purpose is not open for is not found for it. */
  private async openFor(
    found: readonly FoundSubject[],
    name: string,
    { actor }: CommandContext,
  ): Promise<FoundSubject[]> {
    const now = this.clock.now();
    const { purpose } = requireLookingPurpose(this.catalogues.current(now), name, actor);
    const opens = await Promise.all(
      found.map(async ({ subject }) => {
        const { state } = await this.runner.load(subjectStreamOf(subject));
        return opensLook(state, purpose, brusselsDay(now));
      }),
    );
    return found.filter((_, i) => opens[i]);
  }

  private async found(sought: Sought, position: Position | undefined): Promise<FoundSubject[]> {
    const as = new Map<Uuid, Set<string>>();
    for (const kind of sought.kinds) {
      for (const { owner, pendingCommand } of await this.vault.find(kind, sought.value)) {
        const subject = subjectOfOwner(owner);
        if (
          pendingCommand &&
          (await this.store.findAppend(subjectStream(subject), firstEventOf(this.vault, pendingCommand)))
            .length === 0
        )
          continue;
        as.set(subject, (as.get(subject) ?? new Set()).add(kind));
      }
    }
    const found = await Promise.all(
      [...as].map(async ([subject, kinds]) => {
        const record = await this.records.read(subject, position);
        const still = [...kinds].filter(kind => record && holds(record, kind as LookupKind, sought.value));
        return { subject, as: still.sort() };
      }),
    );
    return found.filter(hit => hit.as.length > 0).sort((a, b) => (a.subject < b.subject ? -1 : 1));
  }
}

function soughtOf(asked: SearchBody): { by: string; sought: Sought } {
  const given = Object.keys(asked).sort().join(' ');
  switch (given) {
    case 'login':
      return {
        by: 'login',
        sought: { kinds: ['login'], value: lookupForm('login', parsed(parseLogin(asked.login!), '/login')) },
      };
    case 'domain': {
      const value = parsed(parseDomainName(asked.domain!), '/domain');
      return { by: 'domain', sought: { kinds: ['domain-holder', 'domain-payer'], value } };
    }
    case 'email':
    case 'telephone': {
      const value = parsed<string>(parseField(given, asked[given]), `/${given}`);
      return { by: given, sought: { kinds: [given], value: lookupForm(given, value) } };
    }
    case 'familyName postalCode': {
      const familyName = parsed<string>(parseField('familyName', asked.familyName), '/familyName');
      const value = lookupForm('name-postcode', { familyName, postalCode: asked.postalCode! });
      return { by: 'name-postcode', sought: { kinds: ['name-postcode'], value } };
    }
    default:
      throw new DomainError('invalid-request', { errors: [{ pointer: '', rule: 'one-look-up' }] });
  }
}

function parsed<T>(result: { ok: true; value: T } | { ok: false; rule: Rule }, pointer: string): T {
  if (result.ok) return result.value;
  throw new DomainError('malformed-value', { errors: [{ pointer, rule: result.rule }] });
}

/** Whether the record has the value now. */
function holds(record: CustomerRecord, kind: LookupKind, value: string): boolean {
  if (kind !== 'email' && kind !== 'telephone' && kind !== 'name-postcode') {
    return record.links.some(link => {
      if (!('value' in link)) return false;
      if (link.kind === 'login')
        return kind === 'login' && lookupForm('login', link.value.login as string) === value;
      return link.kind === 'domain' && kind === `domain-${link.role}` && link.value.domain === value;
    });
  }
  const values = (field: string): unknown[] =>
    record.values.flatMap(each => (each.field === field && 'value' in each ? [each.value] : []));
  if (kind !== 'name-postcode') return values(kind).some(each => lookupForm(kind, each as string) === value);
  return values('familyName').some(name =>
    values('address').some(address => {
      const { postalCode } = address as Address;
      return (
        postalCode !== undefined &&
        lookupForm('name-postcode', { familyName: name as string, postalCode }) === value
      );
    }),
  );
}
