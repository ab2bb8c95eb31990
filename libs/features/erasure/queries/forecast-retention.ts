import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { HeldValues, subjectOwner } from '#libs/features/subjects';
import { midnight, type Day, type Uuid } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { forecastRetention, type Falling, type ForecastContext } from '../forecast';

/** What the retention of a subject comes to by a day, and what waits and why. */
export class ForecastRetention extends Query<readonly Falling[]> {
  constructor(
    readonly subject: Uuid,
    readonly days: Pick<ForecastContext, 'from' | 'until' | 'expires'>,
  ) {
    super();
  }
}

@QueryHandler(ForecastRetention)
export class ForecastRetentionHandler implements IQueryHandler<ForecastRetention> {
  constructor(
    private readonly values: HeldValues,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'keysOf'>,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ subject, days }: ForecastRetention): Promise<readonly Falling[]> {
    const events = await this.values.events(subject);
    const keys = await this.vault.keysOf(subjectOwner(subject));
    const rulesOn = (day: Day) => (purpose: string) => this.catalogues.purpose(purpose, midnight(day));
    const correctedOn = (day: Day) => this.catalogues.current(midnight(day)).corrections?.kept;
    return forecastRetention(subject, events, { ...days, rulesOn, correctedOn, keys });
  }
}
