import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, PageQuery, query, type Call, type Result } from '#libs/http';
import { CustomerRecordAnswer } from './answers';
import { ListRecords, RecordPage } from './queries/list-records';
import { ReadName, SubjectName } from './queries/read-name';
import { ReadRecord } from './queries/read-record';
import { ReadRecordAsOf, ReadRecordAsOfQuery } from './queries/read-record-as-of';

const record = query('/v1/subjects/:subject/record', {
  tag: 'records',
  summary: 'Read the current record of a subject',
  description:
    'Values with their source, purpose, basis, time and version (P08, Art. 15): all of them for the person concerned, but ' +
    'for what concerns another person too, which is said to be left out (Art. 15(4)); for ' +
    'anybody else the fields that the stated purpose needs and that they may have for it (`looks` and `clients` of the ' +
    'catalogue), while that purpose is open for the subject (P04, P22). The look is recorded before it is answered, with the ' +
    'fields that are shown (P09). The ETag is the version that `If-Match` takes. Of an erased subject: what a law keeps, or 410.',
  roles: ['service', 'staff', 'privacy-officer', 'customer'],
  scopes: ['subjects:read'],
  purpose: true,
  position: true,
  response: CustomerRecordAnswer,
  problems: ['projection-behind', 'key-unavailable', 'subject-erased'],
});
const name = query('/v1/subjects/:subject/name', {
  tag: 'records',
  summary: 'Read what a subject is called',
  description:
    'The name alone, of what the stated purpose shows, for lists that go by pseudonym: a look at the record that names these ' +
    'fields (P04, P09). Of an erased subject: what a law keeps, or 410.',
  roles: ['staff', 'privacy-officer'],
  purpose: true,
  position: true,
  response: SubjectName,
  problems: ['projection-behind', 'key-unavailable', 'subject-erased'],
});
const asOf = query('/v1/subjects/:subject/record/as-of', {
  tag: 'records',
  summary: 'Read the record of a subject as it was at a moment',
  description:
    'By the events until then: values, services, links and who had received what. What was erased since stays erased. The ' +
    'look is recorded as one at the record, with the fields that are shown (P09).',
  roles: ['privacy-officer'],
  query: ReadRecordAsOfQuery,
  purpose: true,
  position: true,
  response: CustomerRecordAnswer,
  problems: ['projection-behind', 'key-unavailable', 'subject-erased'],
});
const list = query('/v1/subjects', {
  tag: 'records',
  summary: 'List subjects, by pseudonym',
  description: 'No personal value is in it; reading a record is a look of its own.',
  roles: ['staff', 'privacy-officer'],
  query: PageQuery,
  position: true,
  response: RecordPage,
});

/** Current customer records. */
@Controller()
export class RecordController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(record)
  async record({ params, purpose, position, context }: Call<typeof record>): Promise<Result<typeof record>> {
    const found = await this.queries.execute(new ReadRecord(params.subject, purpose, position, context));
    return new Answer(found, { version: found.version });
  }

  @Endpoint(name)
  async name({ params, purpose, position, context }: Call<typeof name>): Promise<Result<typeof name>> {
    return this.queries.execute(new ReadName(params.subject, purpose, position, context));
  }

  @Endpoint(asOf)
  async asOf(call: Call<typeof asOf>): Promise<Result<typeof asOf>> {
    const { params, query: by, purpose, position, context } = call;
    return this.queries.execute(new ReadRecordAsOf(params.subject, by, purpose, position, context));
  }

  @Endpoint(list)
  async list({ query: page, position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListRecords(page, position));
  }
}
