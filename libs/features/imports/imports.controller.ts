import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { ImportCustomers, ImportCustomersAnswer, REPORTED } from './commands/import-customers';
import { CHARSETS, EXAMPLES, linesOf, TYPES } from './lines';

const imported = command('/v1/imports', {
  tag: 'imports',
  summary: 'Take over existing customers',
  description:
    'NDJSON: each line as `POST /v1/subjects` takes it, with services, documents, links and several purposes; `domains` are ' +
    'names that the customer holds. A line that is refused leaves nothing behind. CSV with a header: kind, policy, ' +
    'purposes, familyName, givenName, street, number, box, postalCode, city, country, telephone, email, language, login, ' +
    'domains; parted by commas, or by semicolons; no line breaks within a field. Both in UTF-8, in what a byte order mark ' +
    'says, or in the `charset` of Content-Type. A line that cannot be read is refused alone. Every value has the source `migration`; `policy` is the version that was accepted at the time (P21). ' +
    'Interrupted, it is sent again with the same Idempotency-Key: nothing comes twice.',
  roles: ['service'],
  scopes: ['subjects:write'],
  stream: { types: [...TYPES], charsets: CHARSETS, limit: 64 * 1024 * 1024, examples: EXAMPLES },
  answer: ImportCustomersAnswer,
});

/** Import of existing customers. */
@Controller()
export class ImportsController {
  constructor(private readonly commands: CommandBus) {}

  @Endpoint(imported)
  async import({ stream, context }: Call<typeof imported>): Promise<Result<typeof imported>> {
    const lines = linesOf(stream.type, stream.bytes, stream.charset);
    const report = await this.commands.execute(new ImportCustomers(lines, context));
    return {
      outcome: {
        outcome: context.dryRun ? 'dry-run' : 'done',
        repeated: report.imported === 0 && report.repeated > 0,
      },
      answer: {
        imported: report.imported,
        alreadyThere: report.repeated,
        refused: report.refused.length,
        lines: report.refused.slice(0, REPORTED),
      },
    };
  }
}
