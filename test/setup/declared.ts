import { addressesOf, described, type Described, type Operation } from './described';

/** The problems that a service's own OpenAPI document says an operation answers. */
export class DeclaredProblems {
  private constructor(private readonly paths: Described['paths']) {}

  static async of(url: string): Promise<DeclaredProblems> {
    return new DeclaredProblems((await described({ url })).paths);
  }

  /** @throws Error when an operation answered a code that its document does not name */
  require(method: string, path: string, status: number, code: string): void {
    const [name, operation] = this.operation(method, path.split('?')[0]!) ?? [];
    if (!operation) return;
    const schema = operation.responses[status]?.content?.['application/problem+json']?.schema;
    const named = schema?.allOf?.flatMap(({ properties }) => properties?.code?.enum ?? []) ?? [];
    if (!named.includes(code)) throw new Error(`${method} ${name} answers ${code}, and does not declare it`);
  }

  /** The one with the fewest parameters, as the router has it. */
  private operation(method: string, path: string): [path: string, Operation] | undefined {
    const [found] = Object.entries(this.paths)
      .filter(([template]) => addressesOf(template).test(path))
      .sort(([one], [other]) => one.split('{').length - other.split('{').length);
    const operation = found?.[1][method.toLowerCase()];
    return operation && [found[0], operation];
  }
}
