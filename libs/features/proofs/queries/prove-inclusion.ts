import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsArray } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Audits } from '#libs/features/audits';
import { Named } from '#libs/http/schema';
import { AskedTree } from '../asked-tree';
import { hashText, IsTreeHash, IsTreeSize } from '../sizes';

@Named('InclusionProof')
export class InclusionProof {
  @IsTreeSize()
  readonly n!: string;

  @IsTreeSize()
  readonly size!: string;

  @IsTreeHash()
  readonly leafHash!: string;

  @IsTreeHash()
  readonly root!: string;

  @IsArray()
  @IsTreeHash({ each: true })
  readonly proof!: readonly string[];
}

/** Proves that entry `n` is in the register (RFC 9162 section 2.1.3). A look. */
export class ProveInclusion extends Query<InclusionProof> {
  constructor(
    readonly n: string,
    readonly size: string | undefined,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ProveInclusion)
export class ProveInclusionHandler implements IQueryHandler<ProveInclusion> {
  constructor(
    private readonly asked: AskedTree,
    private readonly audits: Audits,
  ) {}

  async execute({ n: number, size: of, position, context }: ProveInclusion): Promise<InclusionProof> {
    const { n, size } = await this.asked.ofEntry(position, number, of);
    // Read beside the look; answered when both are there.
    const [{ leaf, root, proof }] = await Promise.all([
      this.asked.tree.inclusion(n, size),
      this.audits.look('inclusion', { n, size }, context),
    ]);
    return {
      n: String(n),
      size: String(size),
      leafHash: hashText(leaf),
      root: hashText(root),
      proof: proof.map(hashText),
    };
  }
}
