import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import { PostgresVault } from '#libs/vault';
import { behindFences } from './behind-fences';
import { Claims, type Claim } from './claims';
import { SubjectCommand, ruleOf, type SubjectOutcome } from './command';
import { type SubjectEventData } from './events';
import { noLinks } from './links';
import { envelopesOf, openedValues } from './opened';
import type { SubjectState } from './state';
import { subjectOwner, subjectStreamOf } from './stream';

/** Carries out every command on a subject: opens what the decision compares, decides, claims, appends, confirms. */
@CommandHandler(SubjectCommand)
export class SubjectCommandHandler implements ICommandHandler<SubjectCommand, SubjectOutcome> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
    private readonly claims: Claims,
  ) {}

  async execute({ name, subject, body, context, version }: SubjectCommand): Promise<SubjectOutcome> {
    const rule = ruleOf(name);
    const owner = subjectOwner(subject);
    let claim: Claim | undefined;
    let released: Claim | undefined;
    try {
      const outcome = await this.runner.run<SubjectState, SubjectEventData>({
        stream: subjectStreamOf(subject),
        begins: name === 'register',
        context,
        refusal: { command: name, subject },
        decide: async (state, given) => {
          const catalogue = this.catalogues.current(given.now);
          const refs = rule.opens?.(state, body, catalogue) ?? [];
          const current = openedValues(
            refs,
            refs.length > 0 ? await this.vault.openAll(envelopesOf(refs)) : [],
          );
          claim = rule.claims?.(body);
          const links = claim ? await this.claims.held(claim, owner, state, context.dryRun) : noLinks;
          released = rule.releases && (await this.claims.claimOf(rule.releases, state, rule.link!(body)));
          return behindFences(state, rule.decide(body, { state, given, catalogue, current, links, version }));
        },
        beforeAppend: async records => {
          if (claim) await this.claims.take(claim, owner, context.commandId, records);
        },
      });
      if (outcome.outcome === 'done') {
        if (claim) await this.settle(claim, owner, context.commandId, outcome);
        if (released) await this.vault.releaseClaim(released.kind, released.value, owner);
      }
      return outcome;
    } catch (error) {
      // A refused command gives its claim back at once; where the outcome is unknown it stays pending until someone asks.
      if (claim && error instanceof DomainError) {
        await this.vault.releaseClaim(claim.kind, claim.value, owner, context.commandId);
      }
      throw error;
    }
  }

  /** A command that was carried out before may have claimed anew what was unlinked since: that is given back. */
  private async settle(claim: Claim, owner: string, commandId: Uuid, outcome: SubjectOutcome): Promise<void> {
    const stands = !outcome.repeated || (await this.claims.stands(claim, outcome.state));
    if (stands) await this.vault.confirmClaim(claim.kind, claim.value, commandId);
    else await this.vault.releaseClaim(claim.kind, claim.value, owner, commandId);
  }
}
