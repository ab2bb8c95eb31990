import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional } from 'class-validator';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Audits } from '#libs/features/audits';
import { Signings } from '#libs/features/signing';
import { Describe } from '#libs/http/schema';
import { DomainError } from '#libs/kernel';
import { checkpointAt, latestCheckpoint, proofText, Signer, type Witnessed } from '#libs/register';
import { AskedTree } from '../asked-tree';
import { currentOrigin } from '../origin';
import { IsTreeSize } from '../sizes';

export class TlogProofQuery {
  @Describe('Of the checkpoint of so many entries, instead of the newest.')
  @IsOptional()
  @IsTreeSize()
  readonly size?: string;
}

/** Proves that entry `n` is in the register, as a text with a checkpoint (C2SP tlog-proof). A look. */
export class WriteTlogProof extends Query<string> {
  constructor(
    readonly n: string,
    readonly size: string | undefined,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(WriteTlogProof)
export class WriteTlogProofHandler implements IQueryHandler<WriteTlogProof> {
  constructor(
    private readonly db: Pool,
    private readonly asked: AskedTree,
    private readonly audits: Audits,
    private readonly signer: Signer,
    private readonly signings: Signings,
  ) {}

  async execute({ n: number, size: of, position, context }: WriteTlogProof): Promise<string> {
    const { n } = await this.asked.ofEntry(position, number, of);
    const { size, witnessed } = await this.checkpoint(n, of);
    const [{ proof }] = await Promise.all([
      this.asked.tree.inclusion(n, size),
      this.audits.look('inclusion', { n, size }, context),
    ]);
    return proofText(n, proof, witnessed);
  }

  /** The checkpoint of a size, or the newest that has entry `n`. @throws DomainError not-signing, not-found */
  private async checkpoint(n: bigint, size: string | undefined): Promise<Witnessed> {
    const origin = await currentOrigin(this.signings);
    const found = await (size === undefined
      ? latestCheckpoint(this.db, origin)
      : checkpointAt(this.db, origin, BigInt(size)));
    if (found && found.size > n) return found;
    if (size !== undefined) throw new DomainError('not-found');
    return this.signer.sign();
  }
}
