import { Readable } from 'node:stream';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { ExportRegister, ExportRegisterQuery } from './queries/export-register';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TYPES = { csv: 'text/csv; charset=utf-8', xlsx: XLSX, jsonl: 'application/jsonl' } as const;

const exported = query('/v1/register/export', {
  tag: 'proofs',
  summary: 'Export the register, or a part of it, with its stored bytes and a checkpoint',
  description:
    'As JSON Lines by docs/formats/export.md, which verifiers take; or as a table (CSV, or XLSX for spreadsheets), which proves nothing. A part has a proof beside each entry. It comes as a stream: how far it is shows in the number of each line, between those of the headers `Register-From` and `Register-To`.',
  roles: ['privacy-officer', 'auditor'],
  query: ExportRegisterQuery,
  position: true,
  response: { 'text/csv': null, [XLSX]: null, 'application/jsonl': null },
  problems: ['projection-behind', 'beyond-the-register'],
});

/** Exports of the register (Art. 30(4), Art. 5(2)). Each is a look. */
@Controller()
export class ExportsController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(exported)
  async exported(call: Call<typeof exported>): Promise<Result<typeof exported>> {
    const { query: asked, position, context } = call;
    const { format } = asked;
    const { lines, ...entries } = await this.queries.execute(new ExportRegister(asked, position, context));
    return new Answer(Readable.from(lines), {
      entries,
      type: TYPES[format],
      disposition: `attachment; filename="register.${format}"`,
    });
  }
}
