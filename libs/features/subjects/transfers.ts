import { Vault } from '#libs/vault';
import { Inject, Injectable } from '@nestjs/common';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import { DomainError, type Uuid } from '#libs/kernel';
import type { PostgresVault } from '#libs/vault/postgres';
import { behindFences } from './behind-fences';
import { Claims, type Claim } from './claims';
import {
  decideCompleteTransfer,
  decideFailTransfer,
  decideReceiveTransfer,
  type FailTransfer,
} from './transfer-steps';
import type { SubjectContext, SubjectDecided } from './guards';
import { type DomainTransferBegun, type SubjectEventData } from './events';
import type { SubjectState } from './state';
import { subjectOwner, subjectStreamOf } from './stream';

/**
 * A domain name's way from one holder to another (P05, P10), in steps that may each be taken again: the claim moves,
 * the new holder's stream receives, the old one's completes; or it fails, and the claim is where it was.
 * Each step's command follows from the event that began the transfer, so it does not matter who takes it, or how often.
 */
@Injectable()
export class Transfers {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly claims: Claims,
  ) {}

  /** @returns what became of it */
  async carryOn(begun: EventRecord): Promise<'completed' | 'failed'> {
    const { transfer, link, to } = begun.data as DomainTransferBegun;
    const from = begun.stream.slice('subject-'.length);
    const before = await this.runner.load(subjectStreamOf(from));
    const status = before.state.transfers[transfer]?.status;
    if (status !== 'under-way') return status === 'failed' ? 'failed' : 'completed';

    const claim = await this.claims.claimOf('domain-holder', before.state, link);
    const code = claim ? await this.receive(begun, claim, from, to) : 'link-unknown';
    if (code !== undefined) {
      if (claim) await this.giveBack(begun, claim, from, before.state.links[link]?.value?.sealed.key);
      await this.step(begun, 'fail', from, state => decideFailTransfer(state, { transfer, code }));
      return 'failed';
    }
    await this.step(begun, 'complete', from, (state, given) =>
      decideCompleteTransfer(state, { transfer }, given),
    );
    return 'completed';
  }

  /** @returns why the new holder cannot have it; undefined when he has */
  private async receive(
    begun: EventRecord,
    claim: Claim,
    from: Uuid,
    to: Uuid,
  ): Promise<FailTransfer['code'] | undefined> {
    const { transfer } = begun.data as DomainTransferBegun;
    const context = this.context(begun, 'receive');
    const owner = subjectOwner(to);
    try {
      await this.runner.run<SubjectState, SubjectEventData>({
        stream: subjectStreamOf(to),
        context,
        decide: (state, given) =>
          behindFences(state, decideReceiveTransfer(state, { transfer, domain: claim.value }, given)),
        beforeAppend: async records => {
          await this.vault.releaseClaim(claim.kind, claim.value, subjectOwner(from));
          await this.claims.take(claim, owner, context.commandId, records);
        },
      });
      await this.vault.confirmClaim(claim.kind, claim.value, context.commandId);
      return undefined;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'conflict-retry') throw error;
      return error.code;
    }
  }

  /** The old holder has the name still. */
  private async giveBack(begun: EventRecord, claim: Claim, from: Uuid, key: Uuid | undefined): Promise<void> {
    if (key === undefined) return;
    const result = await this.vault.claim(claim.kind, claim.value, subjectOwner(from), begun.command, key);
    if (result.state === 'claimed') await this.vault.confirmClaim(claim.kind, claim.value, begun.command);
  }

  private async step(
    begun: EventRecord,
    name: string,
    subject: Uuid,
    decide: (state: SubjectState, context: Pick<SubjectContext, 'now'>) => SubjectDecided[],
  ): Promise<void> {
    await this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context: this.context(begun, name),
      decide,
    });
  }

  /** The step's command: on behalf of who began the transfer, under an id that follows from that event. */
  private context(begun: EventRecord, step: string): CommandContext {
    return {
      commandId: this.vault.idFrom(begun.id, `transfer-${step}`),
      actor: begun.actor,
      dryRun: false,
      ...(begun.trace !== undefined && { trace: begun.trace }),
    };
  }
}
