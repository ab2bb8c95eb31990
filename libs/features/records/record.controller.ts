import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Looks } from '#libs/features/access';
import { Answer, closed, Endpoint, query, TimeText, UuidText, type Call, type Result } from '#libs/http';
import { listRecords } from '../list';
import { CustomerRecords } from './records';
import { RecordSchema } from './schemas';

const record = query('/v1/subjects/:subject/record', {
  tag: 'records',
  summary: 'Read the current record of a subject',
  description:
    'Every value with its source, purpose, basis, time and version (P08, Art. 15). The look is recorded before it is ' +
    'answered (P09). The ETag is the version that `If-Match` takes. Of an erased subject: what a law keeps, or 410.',
  roles: ['service', 'staff', 'privacy-officer', 'customer'],
  scopes: ['subjects:read'],
  purpose: true,
  position: true,
  response: RecordSchema,
  problems: ['projection-behind', 'key-unavailable', 'subject-erased'],
});
const list = query('/v1/subjects', {
  tag: 'records',
  summary: 'List subjects, by pseudonym',
  description: 'No personal value is in it; reading a record is a look of its own.',
  roles: ['staff', 'privacy-officer'],
  query: closed({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
  }),
  position: true,
  response: Type.Object(
    {
      records: Type.Array(
        Type.Object({
          subject: UuidText,
          kind: Type.String(),
          version: Type.Integer(),
          registered: TimeText,
          updated: TimeText,
          restricted: Type.Boolean(),
        }),
      ),
      next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
    },
    { $id: 'RecordPage' },
  ),
});

/** Current customer records. */
@Controller()
export class RecordController {
  constructor(
    private readonly records: CustomerRecords,
    private readonly looks: Looks,
  ) {}

  @Endpoint(record)
  async record({ params, purpose, position, context }: Call<typeof record>): Promise<Result<typeof record>> {
    const found = await this.records.shown(params.subject, position);
    await this.looks.record(params.subject, 'record', purpose, context);
    return new Answer(found as never, { version: found.version });
  }

  @Endpoint(list)
  async list({ query: page, position }: Call<typeof list>): Promise<Result<typeof list>> {
    await this.records.fresh(position);
    const { records, next } = await listRecords(this.records.db, {
      limit: page.limit ?? 100,
      ...(page.cursor !== undefined && { cursor: page.cursor }),
    });
    return { records: [...records], ...(next !== undefined && { next }) };
  }
}
