import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '#libs/catalogue';
import { CommandRunner, type ActsFor } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { Vault, type UniqueLookup } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { behindFences } from './behind-fences';
import { Claims, type Claim } from './claims';
import type { SubjectEventData, SubjectEventType } from './events';
import { type SubjectContext, type SubjectDecided, type SubjectOutcome, type SubjectYields } from './guards';
import { noLinks } from './links';
import { envelopesOf, openedValues, type HeldRef } from './opened';
import type { SubjectState } from './state';
import { subjectOwner, subjectStreamOf } from './stream';
import type { SubjectCommand } from './subject-command';

/** What a command on a subject is carried out by. */
export interface SubjectRule<B, T extends SubjectEventType> {
  /** The command's name in its path and in refusals. */
  readonly name: string;
  /** The subject's stream follows from the command's id. */
  readonly begins?: true;
  /** Held values that the decision compares. */
  readonly opens?: (
    state: SubjectState,
    body: B,
    given: Pick<SubjectContext, 'catalogue' | 'now'>,
  ) => HeldRef[];
  /** The unique values that it claims. */
  readonly claims?: (body: B) => readonly Claim[];
  /** The kinds of claims that end with the link that it names. */
  readonly releases?: B extends { readonly link: Uuid } ? readonly UniqueLookup[] : never;
  readonly decide: (state: SubjectState, body: B, context: SubjectContext) => SubjectYields<T>;
  /** What a service that sends it has to be let act for. */
  readonly actsFor: (state: SubjectState, body: B, catalogue: Catalogue) => ActsFor;
}

/** Carries out every command on a subject: opens what the decision compares, decides, claims, appends, confirms. */
@Injectable()
export class SubjectCommandRunner {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly claims: Claims,
  ) {}

  async run<B extends object, T extends SubjectEventType>(
    { subject, body, context, version }: SubjectCommand<B, T>,
    rule: SubjectRule<B, T>,
  ): Promise<SubjectOutcome<T>> {
    const owner = subjectOwner(subject);
    let claims: readonly Claim[] = [];
    let released: Claim[] = [];
    try {
      const outcome = await this.runner.run<SubjectState, SubjectEventData>({
        stream: subjectStreamOf(subject),
        begins: rule.begins === true,
        context,
        refusal: { command: rule.name, subject },
        actsFor: (state, catalogue) => rule.actsFor(state, body, catalogue),
        decide: async (state, given) => {
          const refs = rule.opens?.(state, body, given) ?? [];
          const current = openedValues(
            refs,
            refs.length > 0 ? await this.vault.openAll(envelopesOf(refs)) : [],
          );
          claims = rule.claims?.(body) ?? [];
          let links = noLinks;
          for (const claim of claims)
            links = new Map([...links, ...(await this.claims.held(claim, owner, state, context.dryRun))]);
          const ending = (rule.releases ?? []).map(kind => this.claims.claimOf(kind, state, linkOf(body)));
          released = (await Promise.all(ending)).filter(claim => claim !== undefined);
          const decided = rule.decide(state, body, { ...given, current, links, version });
          return behindFences(state, decided as SubjectDecided[]);
        },
        beforeAppend: async records => {
          // All are asked for in one turn, and all are answered before any is given back.
          const taken = await Promise.allSettled(
            claims.map(claim => this.claims.take(claim, owner, context.commandId, records)),
          );
          for (const one of taken) if (one.status === 'rejected') throw one.reason;
        },
      });
      if (outcome.outcome === 'done') {
        await Promise.all(claims.map(claim => this.settle(claim, owner, context.commandId, outcome)));
        // Another link of the same subject may look like the one that ends.
        for (const claim of released)
          if (!(await this.claims.stands(claim, outcome.state)))
            await this.vault.releaseClaim(claim.kind, claim.value, owner);
      }
      return outcome;
    } catch (error) {
      // A refused command gives its claims back at once; where the outcome is unknown it stays pending until someone asks.
      if (error instanceof DomainError) {
        for (const { kind, value } of claims)
          await this.vault.releaseClaim(kind, value, owner, context.commandId);
      }
      throw error;
    }
  }

  /** A command that was carried out before may have claimed anew what was unlinked since: that is given back. */
  private async settle(
    claim: Claim,
    owner: string,
    commandId: Uuid,
    { repeated, state }: { readonly repeated: boolean; readonly state: SubjectState },
  ): Promise<void> {
    const stands = !repeated || (await this.claims.stands(claim, state));
    if (stands) await this.vault.confirmClaim(claim.kind, claim.value, commandId);
    else await this.vault.releaseClaim(claim.kind, claim.value, owner, commandId);
  }
}

function linkOf(body: object): Uuid {
  return (body as { readonly link: Uuid }).link;
}
