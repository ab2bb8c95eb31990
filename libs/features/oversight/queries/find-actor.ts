import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { Describe, Example, Named } from '#libs/http/schema';
import { DomainError } from '#libs/kernel';
import { Employees } from '../employees';
import type { Employee } from './read-actor';

/** A name stands in the body, never in a URL. */
@Example({ subject: 'an.staff' })
@Named('FindActor')
export class FindActorBody {
  @Describe('As the issuer of their tokens names them (`sub`).')
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  readonly subject!: string;

  @Describe("The caller's own, where it is left out.")
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly issuer?: string;
}

/** Tells under which pseudonym an employee acts, which is a look of its own (P09). */
export class FindActor extends Query<Employee> {
  constructor(
    readonly person: Required<FindActorBody>,
    readonly purpose: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@QueryHandler(FindActor)
export class FindActorHandler implements IQueryHandler<FindActor> {
  constructor(
    private readonly employees: Employees,
    private readonly looks: Looks,
  ) {}

  /** @throws DomainError `not-found` for who never acted, and for a customer */
  async execute({ person, purpose, context }: FindActor): Promise<Employee> {
    const actor = await this.employees.pseudonymOf(person);
    await this.looks.actor({ by: 'name', purpose, ...(actor !== undefined && { actor }) }, context);
    if (actor === undefined) throw new DomainError('not-found');
    return { actor, issuer: person.issuer, subject: person.subject };
  }
}
