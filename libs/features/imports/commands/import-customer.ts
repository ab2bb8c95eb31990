import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, Equals, IsOptional, IsString, MaxLength } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { Register, RegisterBody } from '#libs/features/subjects';
import { CompiledForm, type Dto } from '#libs/http/schema';
import { DomainError, type Json } from '#libs/kernel';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';

const Registration: Dto<Omit<RegisterBody, 'source' | 'login' | 'domains'>> = RegisterBody;

/** A customer of an import: what is registered, and what links to it (P05). Values have the source `migration`. */
export class CustomerBody extends Registration {
  @IsOptional()
  @Equals('migration')
  readonly source?: 'migration';

  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly login?: string;

  @IsOptional()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(253, { each: true })
  readonly domains?: readonly string[];
}

/** Takes over one customer. Answers whether the customer was there already. */
export class ImportCustomer extends Command<boolean> {
  constructor(
    /** Place in the file, from 1. */
    readonly line: number,
    /** As the line has it, whatever that is. */
    readonly customer: unknown,
    /** Context of the whole import. */
    readonly whole: CommandContext,
  ) {
    super();
  }
}

const form = new CompiledForm(CustomerBody);

/** Members of the description whose names can be told. */
const KNOWN: ReadonlySet<string> = new Set(
  (
    'kind policy oneName source collect purpose values documents document version on channel identity issuer subject ' +
    'login domains services type domain from renewsOn payment method instance'
  ).split(' '),
);

/**
 * A line is a registration with all that belongs to it, whose id follows from the import's Idempotency-Key and the line's
 * number: a line that is refused leaves nothing behind.
 * @throws DomainError `invalid-request`, and whatever a registration is refused for
 */
@CommandHandler(ImportCustomer)
export class ImportCustomerHandler implements ICommandHandler<ImportCustomer> {
  constructor(
    @Inject(CommandBus) private readonly bus: Pick<CommandBus, 'execute'>,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'idFrom'>,
  ) {}

  async execute({ line, customer, whole }: ImportCustomer): Promise<boolean> {
    if (!form.fits(customer)) throw malformed(customer);
    const { domains, ...registration } = customer;
    const body = {
      ...registration,
      source: 'migration',
      ...(domains && { domains: domains.map(domain => ({ domain, role: 'holder' as const })) }),
    } as const;
    const id = this.vault.idFrom(whole.commandId, 'line', line);
    const asked = { name: 'register', body: body as unknown as Json };
    const context: CommandContext = {
      ...whole,
      commandId: this.vault.idFrom(id, 'register'),
      request: { whole: asked, clear: { name: 'register' }, before: asked },
    };
    const { repeated } = await this.bus.execute(
      new Register(this.vault.idFrom(id, 'subject'), body, context),
    );
    return repeated;
  }
}

/** The first place where a customer has not the described form, by names that the description knows. */
function malformed(customer: unknown): DomainError {
  const place = form.firstMisfit(customer) ?? '';
  const known = place
    .split('/')
    .slice(1)
    .every(each => /^\d+$/.test(each) || KNOWN.has(each));
  return new DomainError('invalid-request', { errors: [{ pointer: known ? place : '', rule: 'form' }] });
}
