import { TypeCompiler } from '@sinclair/typebox/compiler';
import {
  Allow,
  Equals,
  IsArray,
  IsBoolean,
  IsEmail,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Min,
} from 'class-validator';
import {
  answerSchemaOf,
  AnyOf,
  CompiledForm,
  Default,
  Describe,
  IsDay,
  MapOf,
  MemberCount,
  MinProperties,
  Named,
  Nested,
  Open,
  schemaOf,
  type Dto,
} from '.';

const plain = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema));
const passes = (dto: Dto, value: unknown): boolean => TypeCompiler.Compile(schemaOf(dto)).Check(value);

class Part {
  @Describe('What it is called.')
  @IsString()
  readonly name!: string;
}

@Named('Whole')
@Describe('All of it.')
class Whole {
  @Nested(() => Part, { each: true })
  readonly parts!: readonly Part[];

  @Default(10)
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly limit?: number;
}

describe('a class is type, rule and description at once', () => {
  test('a request takes the members that its class names and no others, at every depth', () => {
    expect(passes(Whole, { parts: [{ name: 'a' }], limit: 1 })).toBe(true);
    expect(passes(Whole, { parts: [] })).toBe(true);
    for (const other of [
      { parts: [], more: 1 },
      { parts: [{ name: 'a', more: 1 }] },
      { parts: [], limit: 0 },
      {},
    ])
      expect(passes(Whole, other)).toBe(false);
    expect(plain(schemaOf(Whole))).toEqual({
      $id: 'Whole',
      type: 'object',
      description: 'All of it.',
      additionalProperties: false,
      required: ['parts'],
      properties: {
        parts: { type: 'array', items: plain(schemaOf(Part)) },
        limit: { type: 'integer', minimum: 1, default: 10 },
      },
    });
  });

  test('of an answer it does not say that there is nothing else', () => {
    expect(plain(answerSchemaOf(Whole))).toEqual({
      ...(plain(schemaOf(Whole)) as object),
      additionalProperties: undefined,
      properties: {
        parts: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string', description: 'What it is called.' } },
          },
        },
        limit: { type: 'integer', minimum: 1, default: 10 },
      },
    });
  });

  test('what is inherited comes first, with what is said of it; the name of a class is its own', () => {
    class More extends Part {
      @IsDay()
      readonly on!: string;
    }
    class Other extends Whole {}
    expect(plain(answerSchemaOf(More))).toMatchObject({
      required: ['name', 'on'],
      properties: { name: { description: 'What it is called.' } },
    });
    expect(schemaOf(Other).$id).toBeUndefined();
  });

  test('a member that is declared anew has its own rules alone, in the place of the inherited one', () => {
    class Ours extends (Whole as Dto<Omit<Whole, 'parts'>>) {
      @IsOptional()
      @IsString({ each: true })
      readonly parts?: readonly string[];
    }
    expect(Object.keys(schemaOf(Ours).properties)).toEqual(['parts', 'limit']);
    const form = new CompiledForm(Ours);
    expect(form.fits({ parts: ['a'], limit: 1 })).toBe(true);
    expect(form.fits({})).toBe(true);
    expect(form.fits({ parts: [{ name: 'a' }] })).toBe(false);
    expect(form.firstMisfit({ parts: [{ name: 'a' }], limit: 0 })).toBe('/parts/0');
    expect(form.firstMisfit({ limit: 1 })).toBeUndefined();
  });

  test('any value, any object, any list, one fixed value', () => {
    @Open()
    class Loose {
      @Allow()
      readonly any!: unknown;
      @IsObject()
      readonly facts!: Readonly<Record<string, unknown>>;
      @Describe('Steps.')
      @IsArray()
      readonly steps!: readonly unknown[];
      @Equals(true)
      readonly erased!: true;
      @IsBoolean()
      readonly known!: boolean;
    }
    expect(plain(answerSchemaOf(Loose))).toEqual({
      type: 'object',
      additionalProperties: true,
      required: ['any', 'facts', 'steps', 'erased', 'known'],
      properties: {
        any: {},
        facts: { type: 'object', patternProperties: { '^(.*)$': {} } },
        steps: { type: 'array', items: {}, description: 'Steps.' },
        erased: { type: 'boolean', const: true },
        known: { type: 'boolean' },
      },
    });
  });

  test('one of several classes by its fixed member; an object that is not empty', () => {
    class All {
      @Equals('all')
      readonly of!: 'all';
    }
    class One {
      @Equals('one')
      readonly of!: 'one';
      @IsString()
      readonly name!: string;
    }
    class Range {
      @IsOptional()
      @IsInt()
      readonly from?: number;
    }
    class Asked {
      @AnyOf(() => [All, One])
      readonly scope!: All | One;
      @IsOptional()
      @MinProperties(1)
      @Nested(() => Range)
      readonly range?: Range;
    }
    for (const fits of [{ of: 'all' }, { of: 'one', name: 'a' }])
      expect(passes(Asked, { scope: fits, range: { from: 1 } })).toBe(true);
    for (const other of [{ of: 'one' }, { of: 'all', name: 'a' }, { of: 'none' }])
      expect(passes(Asked, { scope: other })).toBe(false);
    expect(passes(Asked, { scope: { of: 'all' }, range: {} })).toBe(false);
  });

  test('members of any name, as many as are said', () => {
    @MemberCount(1, 2)
    class Counted {
      @IsOptional()
      @MapOf('integer')
      readonly versions?: Readonly<Record<string, number>>;
      @IsOptional()
      @MapOf(() => Part)
      readonly parts?: Readonly<Record<string, Part>>;
      @IsOptional()
      @IsInt()
      readonly n?: number;
    }
    expect(passes(Counted, { versions: { a: 1, b: 2 } })).toBe(true);
    expect(passes(Counted, { parts: { a: { name: 'b' } }, n: 1 })).toBe(true);
    for (const other of [
      {},
      { versions: {}, parts: {}, n: 1 },
      { versions: { a: 'b' } },
      { parts: { a: {} } },
    ])
      expect(passes(Counted, other)).toBe(false);
    expect(plain(answerSchemaOf(Counted))).toMatchObject({ minProperties: 1, maxProperties: 2 });
  });

  test('a rule that JSON Schema cannot say, or a member without a rule of its type, stops the start', () => {
    class Mail {
      @IsString()
      @IsEmail()
      readonly email!: string;
    }
    class Untold {
      @Min(1)
      readonly limit!: number;
    }
    expect(() => schemaOf(Mail)).toThrow('Mail.email: the rule isEmail cannot be said in JSON Schema');
    expect(() => schemaOf(Untold)).toThrow('Untold.limit has no rule that says what it is');
  });
});
