import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsInt } from 'class-validator';
import type { Position } from '#libs/event-store';
import type { Falling } from '#libs/features/erasure';
import { Describe, IsDay, Named, Nested } from '#libs/http/schema';
import { canonicalText, type Day } from '#libs/kernel';
import { Retention } from '../retention';
import { FallingShown } from './list-retention';

export class CountRetentionQuery {
  @Describe('The last day that is looked at, today or later.')
  @IsDay()
  readonly until!: Day;
}

class RetentionCount extends FallingShown {
  @Describe('Of how many people it is.')
  @IsInt()
  readonly count!: number;
}

@Named('RetentionCounts')
export class RetentionCounts {
  @Describe('People of whom something falls due.')
  @IsInt()
  readonly subjects!: number;

  @Describe('By day, then by purpose, what of it goes, rule, and what it waits for.')
  @Nested(() => RetentionCount, { each: true })
  readonly counts!: readonly RetentionCount[];
}

/** How much falls due by a day: by purpose, rule and day (Art. 5(1)(e)). */
export class CountRetention extends Query<RetentionCounts> {
  constructor(
    readonly until: Day,
    readonly position: Position | undefined,
  ) {
    super();
  }
}

@QueryHandler(CountRetention)
export class CountRetentionHandler implements IQueryHandler<CountRetention> {
  constructor(private readonly retention: Retention) {}

  async execute({ until, position }: CountRetention): Promise<RetentionCounts> {
    await this.retention.ready(until, position);
    let subjects = 0;
    const counts = new Map<string, { readonly falling: Falling; count: number }>();
    for await (const page of this.retention.all(until)) {
      subjects += page.length;
      for (const falling of page.flatMap(each => each.falling)) {
        const like = [falling.day, falling.purpose, canonicalText(falling)].join(' ');
        const found = counts.get(like) ?? { falling, count: 0 };
        counts.set(like, found);
        found.count += 1;
      }
    }
    const sorted = [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
    return { subjects, counts: sorted.map(([, { falling, count }]) => ({ ...falling, count })) };
  }
}
