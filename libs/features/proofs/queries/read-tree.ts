import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { CommandContext } from '#libs/commands';
import type { Position } from '#libs/event-store';
import { Audits } from '#libs/features/audits';
import { Named } from '#libs/http/schema';
import { AskedTree } from '../asked-tree';
import { hashText, IsTreeHash, IsTreeSize, within } from '../sizes';

@Named('TreeHead')
export class TreeHead {
  @IsTreeSize()
  readonly size!: string;

  @IsTreeHash()
  readonly root!: string;
}

/** Size and root of the tree, of all entries or of the first `size` of them (RFC 9162 section 2.1). A look. */
export class ReadTree extends Query<TreeHead> {
  constructor(
    readonly size: string | undefined,
    readonly position: Position | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadTree)
export class ReadTreeHandler implements IQueryHandler<ReadTree> {
  constructor(
    private readonly asked: AskedTree,
    private readonly audits: Audits,
  ) {}

  async execute({ size: of, position, context }: ReadTree): Promise<TreeHead> {
    const { tree } = this.asked;
    const now = await this.asked.reached(position, of);
    const size = of === undefined ? now : within(of, now);
    const [root] = await Promise.all([tree.root(size), this.audits.look('tree', { size }, context)]);
    return { size: String(size), root: hashText(root) };
  }
}
