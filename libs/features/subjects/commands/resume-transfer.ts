import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import type { EventRecord } from '#libs/event-store';
import { DomainError, type ProblemCode, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { Claims, type Claim } from '../claims';
import type { DomainTransferBegun } from '../events';
import { subjectOwner, subjectStreamOf } from '../stream';
import { CompleteTransfer } from './complete-transfer';
import { FailTransfer } from './fail-transfer';
import { ReceiveTransfer } from './receive-transfer';

/** Resumes a transfer of a domain name from the event that began it (P05, P10). Answers what became of it. */
export class ResumeTransfer extends Command<'completed' | 'failed'> {
  constructor(readonly begun: EventRecord) {
    super();
  }
}

/**
 * A domain name's way from one holder to another, in steps that may each be taken again: the claim moves, the new
 * holder's stream receives, the old one's completes; or it fails, and the claim is where it was.
 * Each step's command follows from the event that began the transfer, so it does not matter who takes it, or how often.
 */
@CommandHandler(ResumeTransfer)
export class ResumeTransferHandler implements ICommandHandler<ResumeTransfer> {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly claims: Claims,
    private readonly bus: CommandBus,
  ) {}

  async execute({ begun }: ResumeTransfer): Promise<'completed' | 'failed'> {
    const { transfer, link } = begun.data as DomainTransferBegun;
    const from = begun.stream.slice('subject-'.length);
    const before = await this.runner.load(subjectStreamOf(from));
    const status = before.state.transfers[transfer]?.status;
    if (status !== 'under-way') return status === 'failed' ? 'failed' : 'completed';

    const claim = await this.claims.claimOf('domain-holder', before.state, link);
    const code = claim ? await this.receive(begun, claim, from) : 'link-unknown';
    if (code !== undefined) {
      if (claim) await this.giveBack(begun, claim, from, before.state.links[link]?.value?.sealed.key);
      await this.bus.execute(new FailTransfer(from, { transfer, code }, this.context(begun, 'fail')));
      return 'failed';
    }
    await this.bus.execute(new CompleteTransfer(from, transfer, this.context(begun, 'complete')));
    return 'completed';
  }

  /** @returns why the new holder cannot have it; undefined when they have */
  private async receive(begun: EventRecord, claim: Claim, from: Uuid): Promise<ProblemCode | undefined> {
    const { transfer, to } = begun.data as DomainTransferBegun;
    try {
      await this.bus.execute(new ReceiveTransfer(to, transfer, claim, from, this.context(begun, 'receive')));
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
