import { Vault } from '#libs/vault';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Type, type Static } from '@sinclair/typebox';
import type { CommandContext } from '#libs/commands';
import { closed } from '#libs/http/schema';
import { DomainError, type Json, type ProblemCode, type ValueError } from '#libs/kernel';
import { LinkDomain, LinkLogin, Register, RegisterBody } from '#libs/features/subjects';
import { schemaOf } from '#libs/http/schema';
import type { PostgresVault } from '#libs/vault/postgres';
import type { Line } from './lines';

/** A customer of an import: what is registered, and what links to it (P05). Values have the source `migration`. */
export const CustomerBody = closed({
  ...schemaOf(RegisterBody).properties,
  source: Type.Optional(Type.Literal('migration')),
  login: Type.Optional(Type.String({ maxLength: 256 })),
  domains: Type.Optional(Type.Array(Type.String({ maxLength: 253 }), { maxItems: 200 })),
});
type Customer = Omit<RegisterBody, 'login' | 'domains'> &
  Pick<Static<typeof CustomerBody>, 'login' | 'domains'>;

/** A line that was not (wholly) taken over: where and why, never with its values. */
export interface RefusedLine {
  readonly line: number;
  readonly code: ProblemCode;
  readonly errors?: readonly ValueError[];
  /** Encoding that the file seems to be in, where the line is not in the one that it should be in. */
  readonly looksLike?: string;
}

export interface ImportReport {
  readonly imported: number;
  /** Were there already from an earlier run of the same import. */
  readonly repeated: number;
  readonly refused: readonly RefusedLine[];
}

/** Customers under way at once: their appends and keys share statements on log and keyring. */
const AT_ONCE = 256;

const shape = TypeCompiler.Compile(CustomerBody);

/**
 * Takes over existing customers. Each line is commands of its own, whose ids follow from the import's Idempotency-Key and
 * the line's number: a run that was interrupted is simply run again, and nothing comes twice.
 */
@Injectable()
export class Imports {
  constructor(
    @Inject(CommandBus) private readonly bus: Pick<CommandBus, 'execute'>,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'idFrom'>,
  ) {}

  async run(lines: AsyncIterable<Line>, context: CommandContext): Promise<ImportReport> {
    let imported = 0;
    let repeated = 0;
    let broken: unknown;
    const refused: RefusedLine[] = [];
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
        try {
          if (await this.one(line, context)) repeated += 1;
          else imported += 1;
        } catch (error) {
          if (!(error instanceof DomainError) || RETRIED.has(error.code)) broken ??= error;
          else refused.push(refusal(line.number, error));
        }
      }
    };
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => worker().catch((error: unknown) => void (broken ??= error))),
    );
    await iterator.return?.();
    // What can be cured by another run is not said line by line: the run fails as a whole and is sent again.
    if (broken !== undefined) throw broken as Error;
    return { imported, repeated, refused: refused.sort((a, b) => a.line - b.line) };
  }

  /** @returns whether it was there already */
  private async one(
    { number, customer }: { readonly number: number; readonly customer: Json },
    whole: CommandContext,
  ): Promise<boolean> {
    if (!shape.Check(customer)) throw malformed(customer);
    const { login, domains = [], ...registration } = customer as Customer;
    const subject = this.vault.idFrom(this.vault.idFrom(whole.commandId, 'line', number), 'subject');
    const context = (name: string, body: object, step: string, index = 0): CommandContext => {
      const commandId = this.vault.idFrom(this.vault.idFrom(whole.commandId, 'line', number), step, index);
      const asked = { name, body: body as Json };
      return { ...whole, commandId, request: { whole: asked, clear: { name }, before: asked } };
    };
    const registered = { ...registration, source: 'migration' } as const;
    const { repeated } = await this.bus.execute(
      new Register(subject, registered, context('register', registered, 'register')),
    );
    // A dry run registers nobody whom something could be linked to.
    if (whole.dryRun) return false;
    if (login !== undefined)
      await this.bus.execute(new LinkLogin(subject, { login }, context('link-login', { login }, 'login')));
    for (const [index, domain] of domains.entries()) {
      const body = { domain, role: 'holder' } as const;
      await this.bus.execute(new LinkDomain(subject, body, context('link-domain', body, 'domain', index)));
    }
    return repeated;
  }
}

/** Codes that another try of the same line may cure. */
const RETRIED: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['conflict-retry', 'shutting-down']);

/** The first place where a customer has not the described form, by names that the description knows. */
function malformed(customer: unknown): DomainError {
  const first = shape.Errors(customer).First();
  const known =
    first && /^(\/(kind|policy|collect|source|login|domains|purpose|values|\d+))*$/.test(first.path);
  return new DomainError('invalid-request', { errors: [{ pointer: known ? first.path : '', rule: 'form' }] });
}

function refusal(line: number, { code, details }: DomainError): RefusedLine {
  const { errors } = details as { errors?: readonly ValueError[] };
  return { line, code, ...(errors && { errors }) };
}
