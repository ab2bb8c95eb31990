import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ArrayMaxSize, Equals, IsOptional, IsString, MaxLength } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { LinkDomain, LinkLogin, Register, RegisterBody } from '#libs/features/subjects';
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

/**
 * A line is commands of its own, whose ids follow from the import's Idempotency-Key and the line's number.
 * @throws DomainError `invalid-request`, and whatever its commands are refused for
 */
@CommandHandler(ImportCustomer)
export class ImportCustomerHandler implements ICommandHandler<ImportCustomer> {
  constructor(
    @Inject(CommandBus) private readonly bus: Pick<CommandBus, 'execute'>,
    @Inject(Vault) private readonly vault: Pick<PostgresVault, 'idFrom'>,
  ) {}

  async execute({ line, customer, whole }: ImportCustomer): Promise<boolean> {
    if (!form.fits(customer)) throw malformed(customer);
    const { login, domains = [], ...registration } = customer;
    const id = this.vault.idFrom(whole.commandId, 'line', line);
    const subject = this.vault.idFrom(id, 'subject');
    const context = (name: string, body: object, step: string, index = 0): CommandContext => {
      const asked = { name, body: body as Json };
      const request = { whole: asked, clear: { name }, before: asked };
      return { ...whole, commandId: this.vault.idFrom(id, step, index), request };
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

/** The first place where a customer has not the described form, by names that the description knows. */
function malformed(customer: unknown): DomainError {
  const place = form.firstMisfit(customer) ?? '';
  const known = /^(\/(kind|policy|collect|source|login|domains|purpose|values|\d+))*$/.test(place);
  return new DomainError('invalid-request', { errors: [{ pointer: known ? place : '', rule: 'form' }] });
}
