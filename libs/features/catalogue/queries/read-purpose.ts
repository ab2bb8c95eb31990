import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues, purposeOf, type Purpose } from '#libs/catalogue';
import { Clock, DomainError } from '#libs/kernel';

/** A purpose of the catalogue that is in force, by its name. */
export class ReadPurpose extends Query<Purpose> {
  constructor(readonly purpose: string) {
    super();
  }
}

@QueryHandler(ReadPurpose)
export class ReadPurposeHandler implements IQueryHandler<ReadPurpose> {
  constructor(
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` */
  execute({ purpose }: ReadPurpose): Promise<Purpose> {
    const found = purposeOf(this.catalogues.current(this.clock.now()), purpose);
    return found ? Promise.resolve(found) : Promise.reject(new DomainError('not-found'));
  }
}
