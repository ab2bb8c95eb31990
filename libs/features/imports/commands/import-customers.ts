import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsInt, IsOptional, IsString } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { Describe, Named, Nested } from '#libs/http/schema';
import { DomainError, type ProblemCode, type ValueError } from '#libs/kernel';
import type { Line } from '../lines';
import { ImportCustomer } from './import-customer';

/** Refused lines in one answer, at most; all are counted. */
export const REPORTED = 1_000;

class BrokenRule {
  @IsString()
  readonly pointer!: string;

  @IsString()
  readonly rule!: string;
}

/** A line that was not (wholly) taken over: where and why, never with its values. */
@Named('RefusedLine')
export class RefusedLine {
  @IsInt()
  readonly line!: number;

  @IsString()
  readonly code!: ProblemCode;

  @Describe('The part of the line that is refused, as a JSON Pointer.')
  @IsOptional()
  @IsString()
  readonly pointer?: string;

  @IsOptional()
  @Nested(() => BrokenRule, { each: true })
  readonly errors?: readonly BrokenRule[];

  @Describe('Encoding that the file seems to be in, where `code` is `encoding-invalid`.')
  @IsOptional()
  @IsString()
  readonly looksLike?: string;
}

export class ImportCustomersAnswer {
  @IsInt()
  readonly imported!: number;

  @IsInt()
  readonly alreadyThere!: number;

  @IsInt()
  readonly refused!: number;

  @Describe(`The first ${REPORTED} refused lines, without their values.`)
  @Nested(() => RefusedLine, { each: true })
  readonly lines!: readonly RefusedLine[];
}

export interface ImportReport {
  readonly imported: number;
  /** Were there already from an earlier run of the same import. */
  readonly repeated: number;
  readonly refused: readonly RefusedLine[];
}

/** Takes over existing customers. A run that was interrupted is simply run again, and nothing comes twice. */
export class ImportCustomers extends Command<ImportReport> {
  constructor(
    readonly lines: AsyncIterable<Line>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

type Customer = Extract<Line, { customer: unknown }>;

/** Customers under way at once: their appends and keys share statements on log and keyring. */
const AT_ONCE = 256;

/** Codes that another run of the same import may cure. */
const RETRIED: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['conflict-retry', 'shutting-down']);

@CommandHandler(ImportCustomers)
export class ImportCustomersHandler implements ICommandHandler<ImportCustomers> {
  constructor(@Inject(CommandBus) private readonly bus: Pick<CommandBus, 'execute'>) {}

  async execute({ lines, context }: ImportCustomers): Promise<ImportReport> {
    let imported = 0;
    let repeated = 0;
    let broken: unknown;
    const refused: RefusedLine[] = [];
    // Lines that met others under way, such as two that name one domain: once more when these are done, one at a time.
    const met: Customer[] = [];
    const take = async (line: Customer, last: boolean): Promise<void> => {
      try {
        if (await this.bus.execute(new ImportCustomer(line.number, line.customer, context))) repeated += 1;
        else imported += 1;
      } catch (error) {
        if (!(error instanceof DomainError)) broken ??= error;
        else if (error.code === 'conflict-retry' && !last) met.push(line);
        else if (RETRIED.has(error.code)) broken ??= error;
        else refused.push(refusal(line.number, error));
      }
    };
    const iterator = lines[Symbol.asyncIterator]();
    // So many take the next line when they are done with the last; lines are read one at a time.
    const worker = async (): Promise<void> => {
      while (broken === undefined) {
        const next = await iterator.next();
        if (next.done) return;
        const line = next.value;
        if ('code' in line) {
          const { number, ...why } = line;
          refused.push({ line: number, ...why });
          continue;
        }
        await take(line, false);
      }
    };
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => worker().catch((error: unknown) => void (broken ??= error))),
    );
    await iterator.return?.();
    for (const line of met) if (broken === undefined) await take(line, true);
    // What can be cured by another run is not said line by line: the run fails as a whole and is sent again.
    if (broken !== undefined) throw broken as Error;
    return { imported, repeated, refused: refused.sort((a, b) => a.line - b.line) };
  }
}

function refusal(line: number, { code, details }: DomainError): RefusedLine {
  const { errors, pointer } = details as { errors?: readonly ValueError[]; pointer?: string };
  return {
    line,
    code,
    ...(pointer !== undefined && { pointer }),
    ...(errors && { errors: errors.map(({ pointer, rule }) => ({ pointer, rule })) }),
  };
}
