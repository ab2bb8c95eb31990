import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsString } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { Describe, IsId, Named } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { Employees } from '../employees';

@Named('Employee')
export class Employee {
  @Describe('The pseudonym that stands in events and in the register.')
  @IsId()
  readonly actor!: Uuid;

  @IsString()
  readonly issuer!: string;

  @Describe('As the issuer of their tokens names them (`sub`).')
  @IsString()
  readonly subject!: string;
}

/** Tells which employee a pseudonym stands for, which is a look of its own (P09). */
export class ReadActor extends Query<Employee> {
  constructor(
    readonly actor: Uuid,
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(ReadActor)
export class ReadActorHandler implements IQueryHandler<ReadActor> {
  constructor(
    private readonly employees: Employees,
    private readonly looks: Looks,
  ) {}

  /** @throws DomainError `not-found` for nobody's pseudonym, a customer's, or one whose mapping is erased */
  async execute({ actor, purpose, context }: ReadActor): Promise<Employee> {
    const found = await this.employees.of(actor);
    await this.looks.actor({ actor, by: 'pseudonym', purpose }, context);
    if (!found) throw new DomainError('not-found');
    return { actor, issuer: found.issuer, subject: found.subject };
  }
}
