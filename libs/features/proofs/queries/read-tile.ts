import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import type { CommandContext } from '#libs/commands';
import { Audits } from '#libs/features/audits';
import { DomainError } from '#libs/kernel';
import { BLOCK } from '#libs/register';
import { entryBytes } from '#libs/register/postgres';
import { AskedTree } from '../asked-tree';

export interface Tile {
  readonly bytes: Buffer;
  /** What is full stays as it is; a part of it is another with the next entry. */
  readonly full: boolean;
}

/** A tile of the tree, or a bundle of entries (C2SP tlog-tiles), by the parts of its path. A look. */
export class ReadTile extends Query<Tile> {
  constructor(
    readonly level: string,
    readonly path: readonly string[],
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadTile)
export class ReadTileHandler implements IQueryHandler<ReadTile> {
  constructor(
    private readonly db: Pool,
    private readonly asked: AskedTree,
    private readonly audits: Audits,
  ) {}

  /** @throws DomainError not-found, projection-behind, bundle-not-representable */
  async execute({ level, path, context }: ReadTile): Promise<Tile> {
    const where = placeOf(path);
    const bundle = level === 'entries';
    const depth = bundle ? 0 : Number(level);
    if (!where) throw new DomainError('not-found');
    const { index, width } = where;
    const isThere = async (): Promise<boolean> =>
      index * BLOCK + BigInt(width) <= (await this.asked.tree.size()) / BLOCK ** BigInt(depth);
    // What is there stays as it is; what is not may have come in what the log holds.
    if (!(await isThere())) {
      await this.asked.reached(undefined, undefined);
      if (!(await isThere())) throw new DomainError('not-found');
    }
    await this.audits.look(
      bundle ? 'entries' : 'tile',
      { level: bundle ? undefined : depth, index, width },
      context,
    );
    const full = width === Number(BLOCK);
    if (!bundle) return { bytes: await this.asked.tree.tile(depth, index, width), full };
    const entries = await entryBytes(this.db, index * BLOCK, index * BLOCK + BigInt(width));
    return { bytes: Buffer.concat(entries.flatMap(bytes => [lengthOf(bytes), bytes])), full };
  }
}

/** Index and width by the parts of a path: `x001/x234/067`, or `x001/x234/067.p/8`. */
function placeOf(path: readonly string[]): { index: bigint; width: number } | undefined {
  const [, digits, width] = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path.join('/')) ?? [];
  if (digits === undefined || Number(width ?? 1) > 255) return undefined;
  const index = digits.replaceAll(/[x/]/g, '');
  // Without a part of zeroes before it.
  if (index.length > 3 && index.startsWith('000')) return undefined;
  return { index: BigInt(index), width: Number(width ?? BLOCK) };
}

/** Big-endian uint16. @throws DomainError bundle-not-representable for an entry that is longer than that can say */
function lengthOf(bytes: Buffer): Buffer {
  if (bytes.length > 0xffff) throw new DomainError('bundle-not-representable');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}
