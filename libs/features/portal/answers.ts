import { Allow, Equals, IsOptional, IsString } from 'class-validator';
import { Describe, IsTime, Named, Nested, PageAnswer } from '#libs/http/schema';

/** What the customer application shows. */

@Named('Access')
class AccessAnswer {
  @IsTime()
  readonly time!: string;

  @Describe('`looked`, `searched` or `signed-in`.')
  @IsString()
  readonly kind!: string;

  @IsOptional()
  @IsString()
  readonly purpose?: string;

  @IsOptional()
  @IsString()
  readonly basis?: string;

  @Describe('What was shown.')
  @IsOptional()
  @IsString()
  readonly view?: string;

  @Describe('What kind of value was searched by.')
  @IsOptional()
  @IsString()
  readonly by?: string;

  @Describe('Function of who it was.')
  @IsString()
  readonly role!: string;

  @Describe('Pseudonym; the subject is shown the function alone.')
  @IsOptional()
  @IsString()
  readonly actor?: string;

  @Describe('Of a sign-in (P06).')
  @IsOptional()
  @Allow()
  readonly ipAddress?: unknown;

  @IsOptional()
  @Equals(true)
  readonly erased?: true;
}

@Named('AccessPage')
export class AccessPage extends PageAnswer {
  @Nested(() => AccessAnswer, { each: true })
  readonly accesses!: readonly AccessAnswer[];
}
