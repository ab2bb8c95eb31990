import { addressesOf, described, type Described, type Operation } from './described';

/** The problems that a service's own OpenAPI document says an operation answers. */
export class DeclaredProblems {
  /** By the address of the service, of which a spec starts few, and speaks to each by many clients. */
  private static readonly known = new Map<string, Promise<DeclaredProblems>>();
  /** With what their addresses look like; those with the fewest parameters first, as the router has it. */
  private readonly paths: readonly (readonly [path: string, form: RegExp, Described['paths'][string]])[];

  private constructor({ paths }: Described) {
    this.paths = Object.entries(paths)
      .sort(([one], [other]) => one.split('{').length - other.split('{').length)
      .map(([path, operations]) => [path, addressesOf(path), operations]);
  }

  static of(url: string): Promise<DeclaredProblems> {
    const asked = (): Promise<DeclaredProblems> =>
      described({ url }).then(
        document => new DeclaredProblems(document),
        (error: unknown) => {
          this.known.delete(url);
          throw error;
        },
      );
    const known = this.known.get(url) ?? asked();
    this.known.set(url, known);
    return known;
  }

  /** @throws Error when an operation answered a code that its document does not name */
  require(method: string, path: string, status: number, code: string): void {
    const [name, operation] = this.operation(method, path.split('?')[0]!) ?? [];
    if (!operation) return;
    const schema = operation.responses[status]?.content?.['application/problem+json']?.schema;
    const named = schema?.allOf?.flatMap(({ properties }) => properties?.code?.enum ?? []) ?? [];
    if (!named.includes(code)) throw new Error(`${method} ${name} answers ${code}, and does not declare it`);
  }

  private operation(method: string, path: string): [path: string, Operation] | undefined {
    const [name, , operations] = this.paths.find(([, form]) => form.test(path)) ?? [];
    const operation = operations?.[method.toLowerCase()];
    return operation && [name!, operation];
  }
}
