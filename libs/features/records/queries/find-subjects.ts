import { Inject, Injectable } from '@nestjs/common';
import { EventStore, type Position } from '#libs/event-store';
import { DomainError, type Uuid } from '#libs/kernel';
import {
  lookupForm,
  parseDomainName,
  parseField,
  parseLogin,
  subjectOfOwner,
  subjectStream,
  type Address,
} from '#libs/features/subjects';
import { type LookupKind, Vault } from '#libs/vault';
import type { CustomerRecord } from '../read';
import { Freshness } from '#libs/projections';
import { CustomerRecords } from './records';

export interface SearchBy {
  readonly login?: string;
  readonly domain?: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly familyName?: string;
  readonly postalCode?: string;
}

interface Sought {
  readonly kinds: readonly LookupKind[];
  readonly value: string;
}

/** Exact look-ups by the blind index, each hit held against the current record: a superseded value finds nobody. */
@Injectable()
export class Search {
  constructor(
    @Inject(Vault) private readonly vault: Pick<Vault, 'find'>,
    @Inject(EventStore) private readonly store: Pick<EventStore, 'findCommand'>,
    private readonly records: CustomerRecords,
    private readonly freshness: Freshness,
  ) {}

  /** @throws DomainError `malformed-value`, `invalid-request` where not exactly one kind of look-up is given */
  async find(
    asked: SearchBy,
    position: Position | undefined,
  ): Promise<{ by: string; found: { subject: Uuid; as: readonly string[] }[] }> {
    const { by, sought } = soughtOf(asked);
    await this.freshness.of('lookups', position);
    const as = new Map<Uuid, Set<string>>();
    for (const kind of sought.kinds) {
      for (const { owner, pendingCommand } of await this.vault.find(kind, sought.value)) {
        const subject = subjectOfOwner(owner);
        if (
          pendingCommand &&
          (await this.store.findCommand(subjectStream(subject), pendingCommand)).length === 0
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
    return {
      by,
      found: found.filter(hit => hit.as.length > 0).sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    };
  }
}

function soughtOf(asked: SearchBy): { by: string; sought: Sought } {
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

function parsed<T>(result: { ok: true; value: T } | { ok: false; rule: string }, pointer: string): T {
  if (result.ok) return result.value;
  throw new DomainError('malformed-value', { errors: [{ pointer, rule: result.rule }] });
}

/** Whether the record has the value now. */
function holds(record: CustomerRecord, kind: LookupKind, value: string): boolean {
  if (kind === 'login' || kind === 'domain-holder' || kind === 'domain-payer' || kind === 'identity') {
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
