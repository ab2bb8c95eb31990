/** The API's own description of itself, as far as specs go by it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly examples?: readonly unknown[];
}

export interface Operation {
  readonly 'x-roles'?: readonly string[];
  readonly parameters: readonly {
    readonly $ref?: string;
    readonly name?: string;
    readonly in?: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** By media type. */
type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export async function described({ url }: { readonly url: string }): Promise<Described> {
  const answer = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(30_000) });
  return (await answer.json()) as Described;
}

/** The addresses of a path, with what is named in it. */
export function addressesOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`);
}

/** A schema by its name, where it is named. */
export function resolved({ components }: Described, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : components.schemas[schema.$ref.split('/').at(-1)!]!;
}

type Asked = Pick<Operation, 'parameters'>;

function parametersOf({ parameters }: Asked): (string | undefined)[] {
  return parameters.map(({ $ref, name }) => name ?? $ref?.split('/').at(-1));
}

/** Whether a caller says why they look: all who call it, or all but customers who look at their own data. */
export function asksPurpose(operation: Asked): boolean {
  return parametersOf(operation).some(name => name === 'Purpose' || name === 'PurposeOrOwn');
}

/** What a query is asked with: each purpose where it takes one, a format that is not the usual one where there are several. */
export function parametersFor(operation: Asked, purposes: readonly string[]): Record<string, string>[] {
  const format = parametersOf(operation).includes('format') ? { format: 'csv' } : {};
  return asksPurpose(operation) ? purposes.map(purpose => ({ purpose, ...format })) : [format];
}

/** Refusals by what the catalogue lets a role look for: the same whatever is looked at. */
const BY_CATALOGUE: readonly unknown[] = ['look-not-allowed', 'client-not-allowed', 'purpose-required'];

export function refusedByCatalogue({ code }: Readonly<Record<string, unknown>>): boolean {
  return BY_CATALOGUE.includes(code);
}

/** What a command is: it takes an Idempotency-Key. */
export function isCommand(operation: Asked): boolean {
  return parametersOf(operation).includes('IdempotencyKey');
}

export function takesVersion(operation: Asked): boolean {
  return parametersOf(operation).includes('IfMatch');
}

/** Where the ETag is read that a command at an address takes: at the record of a subject, at anything else itself. */
export function versionedBy(address: string): string {
  const of = address.split('/').slice(0, 4).join('/');
  return of.startsWith('/v1/subjects/') ? `${of}/record?purpose=customer-care` : of;
}

export function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema;
}
