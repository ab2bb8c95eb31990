import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsArray } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Audits } from '#libs/features/audits';
import { Describe, Named } from '#libs/http/schema';
import { AskedTree } from '../asked-tree';
import { breaks, hashText, IsTreeHash, IsTreeSize, within } from '../sizes';

export class ProveConsistencyQuery {
  @Describe('Size of the earlier tree.')
  @IsTreeSize()
  readonly from!: string;

  @Describe('Size of the later one.')
  @IsTreeSize()
  readonly to!: string;
}

@Named('ConsistencyProof')
export class ConsistencyProof {
  @IsTreeSize()
  readonly from!: string;

  @IsTreeSize()
  readonly to!: string;

  @IsTreeHash()
  readonly fromRoot!: string;

  @IsTreeHash()
  readonly toRoot!: string;

  @IsArray()
  @IsTreeHash({ each: true })
  readonly proof!: readonly string[];
}

/** Proves that the register only grew from one size to another (RFC 9162 section 2.1.4). A look. */
export class ProveConsistency extends Query<ConsistencyProof> {
  constructor(
    readonly sizes: ProveConsistencyQuery,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ProveConsistency)
export class ProveConsistencyHandler implements IQueryHandler<ProveConsistency> {
  constructor(
    private readonly asked: AskedTree,
    private readonly audits: Audits,
  ) {}

  async execute({ sizes, position, context }: ProveConsistency): Promise<ConsistencyProof> {
    const { tree } = this.asked;
    const now = await this.asked.reached(position, sizes.to);
    const to = within(sizes.to, now);
    const from = within(sizes.from, now);
    if (from > to) throw breaks('from', 'at-most-to');
    const [{ fromRoot, toRoot, proof }] = await Promise.all([
      tree.consistency(from, to),
      this.audits.look('consistency', { from, to }, context),
    ]);
    return {
      from: String(from),
      to: String(to),
      fromRoot: hashText(fromRoot),
      toRoot: hashText(toRoot),
      proof: proof.map(hashText),
    };
  }
}
