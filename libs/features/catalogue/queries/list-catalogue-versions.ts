import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Catalogues } from '#libs/catalogue';
import { Clock } from '#libs/kernel';
import { versionOf, type CatalogueVersion } from '../answers';

/** Versions of the catalogue, first published first. */
export class ListCatalogueVersions extends Query<readonly CatalogueVersion[]> {}

@QueryHandler(ListCatalogueVersions)
export class ListCatalogueVersionsHandler implements IQueryHandler<ListCatalogueVersions> {
  constructor(
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<readonly CatalogueVersion[]> {
    const { version: inForce } = this.catalogues.currentVersion(this.clock.now());
    const versions = this.catalogues.versions.map(each => ({
      ...versionOf(each),
      current: each.version === inForce,
    }));
    return Promise.resolve(versions);
  }
}
