import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { closed, command, Endpoint, type Call, type Result } from '#libs/http';
import { Imports } from './imports';
import { CHARSETS, linesOf, TYPES } from './lines';

/** Refused lines in one answer, at most; all are counted. */
const REPORTED = 1_000;

const imported = command('/v1/imports', {
  tag: 'imports',
  summary: 'Take over existing customers',
  description:
    'NDJSON: each line as `POST /v1/subjects` takes it, with `login` and `domains` beside. CSV with a header: kind, policy, ' +
    'purposes, familyName, givenName, street, number, box, postalCode, city, country, telephone, email, language, login, ' +
    'domains; parted by commas, or by semicolons; no line breaks within a field. Both in UTF-8, in what a byte order mark ' +
    'says, or in the `charset` of Content-Type. A line that cannot be read is refused alone. Every value has the source `migration`; `policy` is the version that was accepted at the time (P21). ' +
    'Interrupted, it is sent again with the same Idempotency-Key: nothing comes twice.',
  roles: ['service'],
  scopes: ['subjects:write'],
  stream: { types: [...TYPES], charsets: CHARSETS, limit: 64 * 1024 * 1024 },
  answer: closed({
    imported: Type.Integer(),
    alreadyThere: Type.Integer(),
    refused: Type.Integer(),
    lines: Type.Array(
      Type.Object(
        {
          line: Type.Integer(),
          code: Type.String(),
          errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), rule: Type.String() }))),
          looksLike: Type.Optional(
            Type.String({
              description: 'Encoding that the file seems to be in, where `code` is `encoding-invalid`.',
            }),
          ),
        },
        { $id: 'RefusedLine' },
      ),
      { description: `The first ${REPORTED} refused lines, without their values.` },
    ),
  }),
});

/** Import of existing customers. */
@Controller()
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Endpoint(imported)
  async import({ stream, context }: Call<typeof imported>): Promise<Result<typeof imported>> {
    const report = await this.imports.run(linesOf(stream.type, stream.bytes, stream.charset), context);
    return {
      outcome: {
        outcome: context.dryRun ? 'dry-run' : 'done',
        repeated: report.imported === 0 && report.repeated > 0,
      },
      answer: {
        imported: report.imported,
        alreadyThere: report.repeated,
        refused: report.refused.length,
        lines: report.refused.slice(0, REPORTED).map(({ errors, ...line }) => ({
          ...line,
          ...(errors && { errors: errors.map(({ pointer, rule }) => ({ pointer, rule })) }),
        })),
      },
    };
  }
}
