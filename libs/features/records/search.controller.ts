import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Endpoint, query, type Call, type Result } from '#libs/http';
import { FindSubjects, SearchBody, SearchResult } from './queries/find-subjects';

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
  response: SearchResult,
  problems: ['malformed-value', 'projection-behind', 'key-unavailable'],
});

/** Finding a person. */
@Controller()
export class SearchController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(search)
  async search({ body, purpose, position, context }: Call<typeof search>): Promise<Result<typeof search>> {
    return this.queries.execute(new FindSubjects(body, purpose, position, context));
  }
}
