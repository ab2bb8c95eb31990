import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import {
  Catalogues,
  CatalogueSchema,
  purposeOf,
  PurposeSchema,
  type Catalogue,
  type Published,
  type Purpose,
} from '#libs/catalogue';
import { closed, DayText, Endpoint, query, TimeText, type Call, type Result } from '#libs/http';
import { Clock, DomainError } from '#libs/kernel';

/** Anyone with a role may read it: there is nothing of a person in it (P21). */
const reading = {
  tag: 'catalogue',
  roles: ['service', 'staff', 'privacy-officer', 'customer'],
  scopes: ['catalogue:read'],
  about: 'none',
} as const;

const about = {
  version: Type.String({ description: 'Version of the policy and its catalogue, such as 2018-05-25.' }),
  from: DayText,
  published: TimeText,
  digest: Type.String({ description: 'SHA-256 of the canonical JSON (RFC 8785) of `catalogue`, base64url.' }),
};
const Version = closed(
  { ...about, current: Type.Boolean({ description: 'Whether it is the one in force now.' }) },
  { $id: 'CatalogueVersion' },
);
const Whole = closed(
  { ...about, catalogue: Type.Unsafe<Catalogue>(CatalogueSchema) },
  { $id: 'PublishedCatalogue' },
);

const current = query('/v1/catalogue', {
  ...reading,
  summary: 'Read the catalogue that is in force',
  response: Whole,
});
const versions = query('/v1/catalogue/versions', {
  ...reading,
  summary: 'List the versions of the catalogue, first published first',
  response: Type.Array(Version),
});
const version = query('/v1/catalogue/:version', {
  ...reading,
  summary: 'Read a version of the catalogue as it was published',
  params: { version: /^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.[1-9][0-9]{0,5})?$/ },
  response: Whole,
});
const purpose = query('/v1/catalogue/purposes/:name', {
  ...reading,
  summary: 'Read a purpose of the catalogue that is in force',
  params: { name: /^[a-z]+(-[a-z]+)*$/ },
  response: Type.Unsafe<Purpose>(PurposeSchema),
});

/** Any version, as the log has it (P21). */
@Controller()
export class CatalogueController {
  constructor(
    private readonly catalogues: Catalogues,
    private readonly clock: Clock,
  ) {}

  @Endpoint(current)
  async current(_call: Call<typeof current>): Promise<Result<typeof current>> {
    return whole(this.inForce());
  }

  @Endpoint(versions)
  async versions(_call: Call<typeof versions>): Promise<Result<typeof versions>> {
    const { version: inForce } = this.inForce();
    return this.catalogues.versions.map(each => ({
      ...head(each),
      current: each.version === inForce,
    }));
  }

  @Endpoint(version)
  async version({ params }: Call<typeof version>): Promise<Result<typeof version>> {
    const found = this.catalogues.version(params.version);
    if (!found) throw new DomainError('not-found');
    return whole(found);
  }

  @Endpoint(purpose)
  async purpose({ params }: Call<typeof purpose>): Promise<Result<typeof purpose>> {
    const found = purposeOf(this.inForce().catalogue, params.name);
    if (!found) throw new DomainError('not-found');
    return found;
  }

  private inForce(): Published {
    return this.catalogues.currentVersion(this.clock.now());
  }
}

function head({ version, from, time, digest }: Published) {
  return { version, from, published: time, digest };
}

function whole(published: Published) {
  return { ...head(published), catalogue: published.catalogue };
}
