import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Looks } from '#libs/features/access';
import { closed, Endpoint, query, UuidText, type Call, type Result } from '#libs/http';
import { Search } from './search';

/** One kind of look-up at a time; a value stands in the body, never in a URL. */
const SearchBody = closed(
  {
    login: Type.Optional(Type.String({ maxLength: 256 })),
    domain: Type.Optional(Type.String({ maxLength: 253 })),
    email: Type.Optional(Type.String({ maxLength: 254 })),
    telephone: Type.Optional(Type.String({ maxLength: 64 })),
    familyName: Type.Optional(Type.String({ maxLength: 200, description: 'Together with `postalCode`.' })),
    postalCode: Type.Optional(Type.String({ maxLength: 20 })),
  },
  { minProperties: 1, maxProperties: 2, $id: 'Search' },
);

const search = query('/v1/searches', {
  tag: 'records',
  method: 'POST',
  summary: 'Find subjects by login, domain name, e-mail, telephone, or name and postal code',
  description:
    'By exact value (P05). The search is recorded, with whom it found, before it is answered (P09).',
  roles: ['service', 'staff', 'privacy-officer'],
  scopes: ['subjects:read'],
  purpose: true,
  position: true,
  body: SearchBody,
  response: Type.Object(
    { subjects: Type.Array(Type.Object({ subject: UuidText, as: Type.Array(Type.String()) })) },
    { $id: 'SearchResult' },
  ),
  problems: ['malformed-value', 'projection-behind', 'key-unavailable'],
});

/** Finding a person. */
@Controller()
export class SearchController {
  constructor(
    private readonly searches: Search,
    private readonly looks: Looks,
  ) {}

  @Endpoint(search)
  async search({ body, purpose, position, context }: Call<typeof search>): Promise<Result<typeof search>> {
    const { by, found } = await this.searches.find(body, position);
    const subjects = found.map(({ subject }) => subject);
    await this.looks.search(by, [...new Set(subjects)].sort(), purpose, context);
    return { subjects: found.map(({ subject, as }) => ({ subject, as: [...as] })) };
  }
}
