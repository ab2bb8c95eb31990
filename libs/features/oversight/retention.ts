import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { ForecastRetention, type Falling } from '#libs/features/erasure';
import type { Position } from '#libs/event-store';
import { InvalidRequest } from '#libs/http';
import { brusselsDay, Clock, type Day, type Uuid } from '#libs/kernel';
import { Freshness } from '#libs/projections';
import { endingBy } from './retention.sql';

/** Subjects whose streams are read at once. */
const AT_ONCE = 8;
const PAGE = 200;

/** What of a subject is kept no longer by a day. */
export interface Retained {
  readonly subject: Uuid;
  readonly falling: readonly Falling[];
}

/** What the retention of all subjects comes to by a day: each asked of its own stream, by the decisions of the worker. */
@Injectable()
export class Retention {
  constructor(
    private readonly db: Pool,
    private readonly queries: QueryBus,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {}

  /**
   * The read models that say whom to ask have come far enough, and the day is none that is over.
   * @throws InvalidRequest, DomainError `projection-behind`
   */
  async ready(until: Day, position: Position | undefined): Promise<void> {
    if (until < this.today())
      throw new InvalidRequest('invalid-request', [{ parameter: 'until', rule: 'not-past' }]);
    await this.freshness.of(['timers', 'subject-links', 'records'], position);
  }

  /** A page of subjects, in the order of their pseudonyms. `last`: whom the next page comes after; undefined on the last one. */
  async page(
    until: Day,
    { after, limit }: { readonly after?: Uuid | undefined; readonly limit: number },
  ): Promise<{ readonly subjects: readonly Retained[]; readonly last: Uuid | undefined }> {
    const found = await endingBy(this.db, until, this.today(), { after, limit: limit + 1 });
    const ending = found.slice(0, limit);
    const subjects: Retained[] = [];
    for (let i = 0; i < ending.length; i += AT_ONCE)
      subjects.push(
        ...(await Promise.all(
          ending.slice(i, i + AT_ONCE).map(async ({ subject, ...days }) => {
            const falling = await this.queries.execute(new ForecastRetention(subject, { ...days, until }));
            return { subject, falling };
          }),
        )),
      );
    return {
      subjects: subjects.filter(({ falling }) => falling.length > 0),
      last: found.length > limit ? ending.at(-1)?.subject : undefined,
    };
  }

  /** All of them, a page at a time. */
  async *all(until: Day): AsyncGenerator<readonly Retained[]> {
    for (let after: Uuid | undefined; ;) {
      const { subjects, last } = await this.page(until, { after, limit: PAGE });
      yield subjects;
      if (last === undefined) return;
      after = last;
    }
  }

  private today(): Day {
    return brusselsDay(this.clock.now());
  }
}
