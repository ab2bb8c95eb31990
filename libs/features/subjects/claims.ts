import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner, firstEventOf } from '#libs/commands';
import { type EventRecord, EventStore } from '#libs/event-store';
import { DomainError, Clock, type Json, type ProblemCode, type Uuid } from '#libs/kernel';
import { Vault, type UniqueLookup } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { linkRefs, noLinks, openedLinks, type OpenedLinks } from './links';
import { subjectOfOwner, subjectStreamOf } from './stream';
import { subjectStream, type Link, type SubjectState } from './state';
import { lookupForm } from './vocabulary/lookup';

/** A unique value that a command claims for its subject (P05), in its normal form. */
export interface Claim {
  readonly kind: UniqueLookup;
  readonly value: string;
  /** Place of the value in a request of several parts. */
  readonly at?: string;
}

const TAKEN: Readonly<Record<UniqueLookup, ProblemCode>> = {
  login: 'login-taken',
  'login-skeleton': 'login-confusable',
  identity: 'identity-taken',
  'domain-holder': 'domain-has-holder',
};
const LINK_OF: Readonly<Record<UniqueLookup, Link['kind']>> = {
  login: 'login',
  'login-skeleton': 'login',
  identity: 'identity',
  'domain-holder': 'domain',
};

/**
 * A command that has not appended this long after its claim never will: its process bounds an append to far less.
 * Until then a pending claim without its event is somebody at work.
 */
export const ABANDONED_MS = 60_000;

/**
 * Claims of unique values: pending with the command's id, then the append, then confirmed. Never one transaction with
 * the log: whoever meets a claim that stands in the way asks the holder's stream, which is the truth.
 */
@Injectable()
export class Claims {
  constructor(
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly store: EventStore,
    private readonly runner: CommandRunner,
    private readonly clock: Clock,
  ) {}

  /**
   * Links of this owner that may be the claimed value already; none where the index knows the value under nobody.
   * An owner without such a link is not looked for: that another has the value shows when it is claimed.
   * @param dryRun nothing will be claimed, so it is looked for
   * @throws DomainError when another has it
   */
  async held(claim: Claim, owner: string, state: SubjectState, dryRun: boolean): Promise<OpenedLinks> {
    if (!dryRun && linkRefs(state, LINK_OF[claim.kind]).length === 0) return noLinks;
    const [holder] = (await this.vault.find(claim.kind, claim.value)).filter(each => !each.pendingCommand);
    if (!holder) return noLinks;
    if (holder.owner === owner) return this.open(state, claim.kind);
    await this.settleConfirmed(claim, holder.owner);
    return noLinks;
  }

  /** Claims for a command whose events are about to be appended. @throws DomainError when another has the value */
  async take(claim: Claim, owner: string, commandId: Uuid, records: readonly EventRecord[]): Promise<void> {
    const key = sealedKey(records);
    for (let tries = 0; tries < 3; tries++) {
      const result = await this.vault.claim(claim.kind, claim.value, owner, commandId, key);
      if (result.state === 'claimed') return;
      if (result.pending) await this.settlePending(result.owner, result.pending);
      else await this.settleConfirmed(claim, result.owner);
    }
    throw new DomainError('conflict-retry');
  }

  /** Whether a state has a link with the claimed value. */
  async stands(claim: Claim, state: SubjectState): Promise<boolean> {
    const links = [...(await this.open(state, claim.kind)).values()];
    return links.some(values => valueOf(claim.kind, values) === claim.value);
  }

  /** The value of a link, as it is claimed; undefined where its key is fenced. */
  async claimOf(kind: UniqueLookup, state: SubjectState, link: Uuid): Promise<Claim | undefined> {
    const values = (await this.open(state, kind)).get(link);
    return values && { kind, value: valueOf(kind, values) };
  }

  /** Ends a pending claim as its stream says. @throws DomainError while its command may still be at work */
  async settlePending(
    owner: string,
    pending: { readonly commandId: Uuid; readonly since: Date },
  ): Promise<void> {
    const carriedOut = await this.store.findAppend(
      subjectStream(subjectOfOwner(owner)),
      firstEventOf(this.vault, pending.commandId),
    );
    const age = this.clock.now().getTime() - pending.since.getTime();
    if (carriedOut.length === 0 && age < ABANDONED_MS) throw new DomainError('conflict-retry');
    await this.vault.settleClaims(owner, pending.commandId, carriedOut.length > 0);
  }

  /** A confirmed claim stands while its holder has the link; one that outlived it (a crash) is released. */
  private async settleConfirmed(claim: Claim, owner: string): Promise<void> {
    const { state } = await this.runner.load(subjectStreamOf(subjectOfOwner(owner)));
    if (await this.stands(claim, state))
      throw new DomainError(TAKEN[claim.kind], claim.at === undefined ? {} : { pointer: claim.at });
    await this.vault.releaseClaim(claim.kind, claim.value, owner);
  }

  private async open(state: SubjectState, kind: UniqueLookup): Promise<OpenedLinks> {
    const refs = linkRefs(state, LINK_OF[kind]).filter(({ link }) => {
      const it = state.links[link]!;
      return kind !== 'domain-holder' || (it.kind === 'domain' && it.role === 'holder');
    });
    return openedLinks(refs, await this.vault.openAll(refs));
  }
}

function valueOf(kind: UniqueLookup, values: Readonly<Record<string, Json>>): string {
  if (kind === 'login' || kind === 'login-skeleton') return lookupForm(kind, values.login as string);
  if (kind === 'identity') {
    return lookupForm('identity', { issuer: values.issuer as string, subject: values.subject as string });
  }
  return lookupForm('domain-holder', values.domain as string);
}

/** The key whose end ends the claim: that of the envelope which holds the value. */
function sealedKey(records: readonly EventRecord[]): Uuid {
  for (const { data } of records) {
    const { sealed } = data as { sealed?: { key: Uuid } };
    if (sealed) return sealed.key;
  }
  throw new Error('a claim without a sealed value');
}
