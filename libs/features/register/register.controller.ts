import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { RegisterPage } from './answers';
import { EntriesQuery } from './filter';
import { ExportRegisterOfSubject, ExportRegisterQuery } from './queries/export-register-of-subject';
import { ReadEntry, StoredEntryAnswer } from './queries/read-entry';
import { ReadRegisterOfSubject } from './queries/read-register-of-subject';
import { SearchRegister, SearchRegisterQuery } from './queries/search-register';

const tag = 'register';
const problems = ['projection-behind'] as const;

const search = query('/v1/register', {
  tag,
  summary: 'Search the processing register',
  description:
    'By subject, period, kind, purpose, recipient, field and actor; newest first. A look, at the subject or at the register.',
  roles: ['privacy-officer', 'auditor'],
  query: SearchRegisterQuery,
  purpose: true,
  position: true,
  response: RegisterPage,
  problems: [...problems, 'beyond-the-register'],
});
const one = query('/v1/register/:n', {
  tag,
  summary: 'Read one entry by its number',
  description: 'With the exact bytes that are the leaf of the tree.',
  roles: ['privacy-officer', 'auditor'],
  params: { n: /^(0|[1-9][0-9]{0,17})$/ },
  purpose: true,
  position: true,
  response: StoredEntryAnswer,
  problems,
});
const ofSubject = query('/v1/subjects/:subject/register', {
  tag,
  summary: "Read one subject's register",
  description:
    'What was done with the data of this person. The person sees who acted by function, not by name.',
  roles: ['privacy-officer', 'customer'],
  query: EntriesQuery,
  purpose: true,
  position: true,
  response: RegisterPage,
  problems,
});
const exported = query('/v1/subjects/:subject/register/export', {
  tag,
  summary: "Export one subject's register",
  description:
    'Names who is responsible and who to write to (P20): in a column of the table, or in the first line as JSON.',
  roles: ['privacy-officer', 'customer'],
  query: ExportRegisterQuery,
  purpose: true,
  position: true,
  response: { 'text/csv': null, 'application/jsonl': null },
  problems,
});

/** The processing register (Art. 30, Art. 5(2)). */
@Controller()
export class RegisterController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(search)
  async search(call: Call<typeof search>): Promise<Result<typeof search>> {
    const { query: asked, purpose, position, context } = call;
    return this.queries.execute(new SearchRegister(asked, purpose, position, context));
  }

  @Endpoint(one)
  async one({ params, purpose, position, context }: Call<typeof one>): Promise<Result<typeof one>> {
    return this.queries.execute(new ReadEntry(params.n, purpose, position, context));
  }

  @Endpoint(ofSubject)
  async ofSubject(call: Call<typeof ofSubject>): Promise<Result<typeof ofSubject>> {
    const { params, query: asked, purpose, position, context, caller } = call;
    const query = new ReadRegisterOfSubject(params.subject, asked, purpose, position, context, caller);
    return this.queries.execute(query);
  }

  @Endpoint(exported)
  async exported(call: Call<typeof exported>): Promise<Result<typeof exported>> {
    const { params, query: asked, purpose, position, context, caller } = call;
    const { format } = asked;
    const query = new ExportRegisterOfSubject(params.subject, format, purpose, position, context, caller);
    return new Answer(Readable.from(await this.queries.execute(query)), {
      type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
      disposition: `attachment; filename="register.${format}"`,
    });
  }
}
