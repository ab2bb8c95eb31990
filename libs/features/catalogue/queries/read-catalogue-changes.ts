import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, Matches } from 'class-validator';
import { Catalogues, changesBetween, VERSION_PATTERN } from '#libs/catalogue';
import { Describe } from '#libs/http/schema';
import { DomainError } from '#libs/kernel';
import type { CatalogueChanges } from '../answers';

export class ReadCatalogueChangesQuery {
  @Describe('The version that it is compared with; absent: the one that was published before it.')
  @IsOptional()
  @IsString()
  @Matches(new RegExp(VERSION_PATTERN))
  readonly since?: string;
}

/** What a version of the catalogue says otherwise than another, in codes (P21). */
export class ReadCatalogueChanges extends Query<CatalogueChanges> {
  constructor(
    readonly version: string,
    readonly by: ReadCatalogueChangesQuery,
  ) {
    super();
  }
}

@QueryHandler(ReadCatalogueChanges)
export class ReadCatalogueChangesHandler implements IQueryHandler<ReadCatalogueChanges> {
  constructor(private readonly catalogues: Catalogues) {}

  /** @throws DomainError `not-found` of a version that there is not, and of what came before the first */
  execute({ version, by }: ReadCatalogueChanges): Promise<CatalogueChanges> {
    const { versions } = this.catalogues;
    const at = versions.findIndex(each => each.version === version);
    const before = by.since === undefined ? versions[at - 1] : this.catalogues.version(by.since);
    const after = versions[at];
    if (!before || !after) return Promise.reject(new DomainError('not-found'));
    const changes = changesBetween(before.catalogue, after.catalogue);
    return Promise.resolve({ since: before.version, changes });
  }
}
