import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { Clock, DomainError } from '#libs/kernel';
import { versionOf, type PublishedCatalogue } from '../answers';

/** A version of the catalogue as it was published; without one, that which is in force (P21). */
export class ReadCatalogue extends Query<PublishedCatalogue> {
  constructor(readonly version?: string) {
    super();
  }
}

@QueryHandler(ReadCatalogue)
export class ReadCatalogueHandler implements IQueryHandler<ReadCatalogue> {
  constructor(
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not-found` */
  execute({ version }: ReadCatalogue): Promise<PublishedCatalogue> {
    const found =
      version === undefined
        ? this.catalogues.currentVersion(this.clock.now())
        : this.catalogues.version(version);
    if (!found) return Promise.reject(new DomainError('not-found'));
    return Promise.resolve({ ...versionOf(found), catalogue: found.catalogue });
  }
}
