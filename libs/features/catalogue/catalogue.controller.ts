import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { PurposeAnswer, VERSION_PATTERN } from '#libs/catalogue';
import { Endpoint, query, type Call, type Result } from '#libs/http';
import { CatalogueChanges, CatalogueVersion, PublishedCatalogue } from './answers';
import { ReadCatalogueChanges, ReadCatalogueChangesQuery } from './queries/read-catalogue-changes';
import { ListCatalogueVersions } from './queries/list-catalogue-versions';
import { ReadCatalogue } from './queries/read-catalogue';
import { ReadPurpose } from './queries/read-purpose';

/** Anyone with a role may read it: there is nothing of a person in it (P21). */
const reading = {
  tag: 'catalogue',
  roles: ['service', 'staff', 'privacy-officer', 'auditor', 'customer'],
  scopes: ['catalogue:read'],
  about: 'none',
} as const;

const VERSION = new RegExp(VERSION_PATTERN);

const current = query('/v1/catalogue', {
  ...reading,
  summary: 'Read the catalogue that is in force',
  description:
    'Purposes with basis, fields and retention, recipients, extensions, documents, conditions with what they want of a reference: all that is refused follows from it.',
  response: PublishedCatalogue,
});
const versions = query('/v1/catalogue/versions', {
  ...reading,
  summary: 'List the versions of the catalogue, first published first',
  description:
    'Each with its first day and the SHA-256 of its content; one that was published is never edited (P21).',
  response: [CatalogueVersion],
});
const version = query('/v1/catalogue/:version', {
  ...reading,
  summary: 'Read a version of the catalogue as it was published',
  description: 'Every event and entry names the version that it happened under (P21).',
  params: { version: VERSION },
  response: PublishedCatalogue,
});
const changes = query('/v1/catalogue/:version/changes', {
  ...reading,
  summary: 'Tell what a version of the catalogue says otherwise than another',
  description:
    'In codes with the names that they are about, each place once. Rows that stand in another order say the same.',
  params: { version: VERSION },
  query: ReadCatalogueChangesQuery,
  response: CatalogueChanges,
});
const purpose = query('/v1/catalogue/purposes/:name', {
  ...reading,
  summary: 'Read a purpose of the catalogue that is in force',
  description:
    'By its name or versioned id: fields, basis with its reason, retention, recipients with their conditions and transit attributes.',
  params: { name: /^[a-z]+(-[a-z]+)*$/ },
  response: PurposeAnswer,
});

/** Any version, as the log has it (P21). */
@Controller()
export class CatalogueController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(current)
  async current(_call: Call<typeof current>): Promise<Result<typeof current>> {
    return this.queries.execute(new ReadCatalogue());
  }

  @Endpoint(versions)
  async versions(_call: Call<typeof versions>): Promise<Result<typeof versions>> {
    return this.queries.execute(new ListCatalogueVersions());
  }

  @Endpoint(version)
  async version({ params }: Call<typeof version>): Promise<Result<typeof version>> {
    return this.queries.execute(new ReadCatalogue(params.version));
  }

  @Endpoint(changes)
  async changes({ params, query: by }: Call<typeof changes>): Promise<Result<typeof changes>> {
    return this.queries.execute(new ReadCatalogueChanges(params.version, by));
  }

  @Endpoint(purpose)
  async purpose({ params }: Call<typeof purpose>): Promise<Result<typeof purpose>> {
    return this.queries.execute(new ReadPurpose(params.name));
  }
}
