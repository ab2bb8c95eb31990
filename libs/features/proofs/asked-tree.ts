import { Injectable } from '@nestjs/common';
import { IsOptional } from 'class-validator';
import { Pool } from 'pg';
import type { Position } from '#libs/event-store';
import { Describe } from '#libs/http/schema';
import { Freshness } from '#libs/projections';
import { RegisterTree } from '#libs/register';
import { breaks, IsTreeSize, within } from './sizes';

export class TreeQuery {
  @Describe('Of the tree of so many entries, instead of all.')
  @IsOptional()
  @IsTreeSize()
  readonly size?: string;
}

/** The tree of the register at the size that is asked for. */
@Injectable()
export class AskedTree {
  readonly tree: RegisterTree;

  constructor(
    db: Pool,
    private readonly freshness: Freshness,
  ) {
    this.tree = new RegisterTree(db);
  }

  /**
   * Number of entries now. The tree of a size that there is stays as it is; any other is asked of all that the log holds.
   * @throws DomainError projection-behind
   */
  async reached(position: Position | undefined, size: string | undefined): Promise<bigint> {
    const now = await this.tree.size();
    if (position === undefined && size !== undefined && BigInt(size) <= now) return now;
    await this.freshness.of('register', position);
    return this.tree.size();
  }

  /** The entry that is asked for, and the size of the tree. @throws DomainError projection-behind, beyond-the-register */
  async ofEntry(
    position: Position | undefined,
    number: string,
    of: string | undefined,
  ): Promise<{ n: bigint; size: bigint }> {
    const now = await this.reached(position, of);
    const size = of === undefined ? now : within(of, now);
    const n = within(number, now);
    if (n < size) return { n, size };
    if (of === undefined) within(String(n + 1n), now);
    throw breaks('size', 'above-n');
  }
}
