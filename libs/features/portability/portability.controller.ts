import { Controller } from '@nestjs/common';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { PORTABILITY_SCHEMA } from './answers';
import { portabilitySchema } from './schema';

const schema = query(PORTABILITY_SCHEMA, {
  tag: 'requests',
  roles: 'anyone',
  summary: 'Read the JSON Schema of a portability document',
  description: 'JSON Schema 2020-12 of `inzage/portability/2`, for programs that take one in (Art. 20(1)).',
  response: { 'application/schema+json': null },
});

/** What a portability document is described by. */
@Controller()
export class PortabilityController {
  @Endpoint(schema)
  async schema(_call: Call<typeof schema>): Promise<Result<typeof schema>> {
    return new Answer(JSON.stringify(portabilitySchema), { type: 'application/schema+json' });
  }
}
