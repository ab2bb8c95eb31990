import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Json } from '#libs/kernel';
import type { Answered, Http } from '../scenarios/http';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: Json;
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
}
export interface Operation {
  readonly 'x-roles'?: readonly string[];
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What a command is: it takes an Idempotency-Key. */
interface DescribedCommand {
  readonly path: string;
  readonly roles: readonly string[];
  readonly ifMatch: boolean;
  readonly body: Schema;
}

/** Days at the ends of what commands take. */
export const ACCEPTED = ['1900-01-01', '1900-02-28', '2000-02-29', '2999-12-31'];
/** More of a list is more of the same. */
const MOST_ITEMS = 12;
/** How often a command that must be accepted is tried, with what is not given of it made anew. */
const MOST_TRIES = 60;
/** Characters of one, two and four bytes that are letters; with marks that grow when they are composed. */
const LETTERS = ['a', 'ß', 'Ł', '\u{1f9ff}', '\u{20000}', 'ﬃ', 'e\u0301'];

/**
 * Sends the commands that the API describes of itself, with bodies at the ends of what their schemas let pass, in the order
 * of the description and again: what one answers (ids) and what the service tells of its vocabulary is what others name. A
 * command is sent until it is accepted some times, or given up for this round.
 */
export class DescribedCommands {
  /** Values by the member in which they were met, of everybody and of each subject, matter and so on by its id. */
  private readonly met = new Map<string, Map<string, Set<string>>>();
  /** Texts that were met together, such as a ground with the body that may invoke it. */
  private readonly together: Readonly<Record<string, string>>[] = [];
  /** Endpoints, with how often each was accepted. */
  readonly accepted = new Map<string, number>();
  /** Server errors: none is an answer to whatever is sent. */
  readonly broken: string[] = [];
  /** Refusals that the description does not name. */
  readonly undeclared = new Set<string>();
  /** Of all that is generated: the same of every run. */
  private seed = 12;

  constructor(
    private readonly http: Http,
    private readonly document: Described,
    /** By the name of a member: values that no schema can say, as long and as odd as they may be. */
    private readonly vocabulary: Readonly<Record<string, fc.Arbitrary<Json>>>,
  ) {}

  async send(rounds: number, tries: number): Promise<void> {
    for (const [path, { get }] of Object.entries(this.document.paths))
      if (get && path.startsWith('/v1/') && !path.includes('{')) {
        const role = get['x-roles']?.find(each => each !== 'customer') ?? 'staff';
        this.learn('', (await this.http.query(role, path, { purpose: 'customer-care' })).body);
      }
    for (let round = 0; round < rounds; round++)
      for (const command of this.commands()) {
        let done = 0;
        for (let n = 0; n < tries && done < 2; n++) if (await this.sendOne(command)) done += 1;
      }
  }

  private commands(): DescribedCommand[] {
    return Object.entries(this.document.paths).flatMap(([path, { post }]) => {
      const body = post && isCommand(post) ? bodyOf(post) : undefined;
      const roles = (post?.['x-roles'] ?? []).filter(role => role !== 'customer');
      if (!body || roles.length === 0) return [];
      return [{ path, roles, body, ifMatch: parametersOf(post!).includes('IfMatch') }];
    });
  }

  /**
   * Carries out one command: what is given of its body as it is, all else at the ends of what passes, again and again until
   * it is accepted. What a state is made with on purpose, where no walk comes to it.
   * @throws Error when nothing is accepted that it sends
   */
  async carryOut(
    who: string,
    address: string,
    given: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, string>>> {
    const command = this.commands().find(({ path }) => addressOf(path).test(address));
    if (!command) throw new Error(`no command is described at ${address}`);
    const refusals = new Set<string>();
    for (let n = 0; n < MOST_TRIES; n++) {
      const answer = await this.sendTo(command, address, who, given);
      if (answer && answer.status < 300) return answer.body as Record<string, string>;
      refusals.add(answer ? `${answer.status} ${answer.text.slice(0, 300)}` : 'undeclared');
    }
    throw new Error(`${address}: ${[...refusals].join('; ')}`);
  }

  /**
   * Asks every query, in each role and for each purpose that may, of the first and the newest of each id that was met. A search
   * is one too, though it is a POST.
   * @returns how many were answered
   */
  async query(purposes: readonly string[]): Promise<number> {
    let answered = 0;
    for (const [path, { get, post }] of Object.entries(this.document.paths)) {
      const search = post && !isCommand(post) && bodyOf(post) ? post : undefined;
      const addresses = [0, -1].map(at =>
        path.replace(/\{(\w+)\}/g, (_, name: string) => this.known('', name).at(at) ?? randomUUID()),
      );
      for (const operation of [get, search])
        for (const role of operation?.['x-roles'] ?? [])
          for (const parameters of role === 'customer' ? [] : parametersFor(operation!, purposes))
            for (const address of new Set(addresses)) {
              const body =
                operation === search ? this.one(this.arbitrary(bodyOf(search!)!, '', '')) : undefined;
              const { status, body: said } = await (body === undefined
                ? this.http.query(role, address, parameters)
                : this.http.command(role, `${address}?${new URLSearchParams(parameters).toString()}`, body));
              if (status < 300) answered += 1;
              if (status >= 500) this.broken.push(`${path}: ${status} ${String(said.code)}`);
            }
    }
    return answered;
  }

  private async sendOne(command: DescribedCommand): Promise<boolean> {
    const address = command.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const [first = randomUUID(), ...others] = this.known('', name).slice(-8);
      return this.one(fc.constantFrom(first, ...others));
    });
    const role = this.one(fc.constantFrom(...command.roles));
    const who = role === 'service' ? role : `${role}:${this.one(fc.constantFrom('one', 'two'))}`;
    const answer = await this.sendTo(command, address, who);
    return answer !== undefined && answer.status < 300;
  }

  /** Sends it once. @returns the answer; nothing where it is one that the description does not name */
  private async sendTo(
    { path, body, ifMatch }: DescribedCommand,
    address: string,
    who: string,
    given: Readonly<Record<string, unknown>> = {},
  ): Promise<Answered | undefined> {
    const about = addressOf(path).exec(address)?.[1] ?? '';
    const headers = ifMatch ? await this.etagOf(address, who) : {};
    const made = this.one(this.arbitrary(body, '', about)) as Readonly<Record<string, Json>>;
    const answer = await this.http
      .command(who, address, { ...made, ...given }, undefined, headers)
      .catch((error: Error) => void this.undeclared.add(error.message));
    if (!answer) return undefined;
    const accepted = answer.status < 300;
    this.accepted.set(path, (this.accepted.get(path) ?? 0) + (accepted ? 1 : 0));
    if (answer.status >= 500) this.broken.push(`${path}: ${answer.status} ${String(answer.body.code)}`);
    if (accepted) {
      this.learn(about, answer.body);
      this.learn('', answer.body);
    }
    return answer;
  }

  private async etagOf(address: string, who: string): Promise<Record<string, string>> {
    const record = `${address.split('/').slice(0, 4).join('/')}/record`;
    const { headers } = await this.http.query(who, record, { purpose: 'customer-care' });
    return { 'if-match': headers.get('etag') ?? '"1"' };
  }

  /** Whatever text has a name is what others may name. */
  private learn(
    about: string,
    value: unknown,
    name = '',
    above: Readonly<Record<string, string>> = {},
  ): void {
    if (typeof value === 'string') {
      const of = this.met.get(about) ?? new Map<string, Set<string>>();
      this.met.set(about, of.set(name, (of.get(name) ?? new Set()).add(value)));
    } else if (Array.isArray(value)) value.forEach(each => this.learn(about, each, name, above));
    else if (typeof value === 'object' && value !== null) {
      const texts = Object.entries(value).filter(([, each]) => typeof each === 'string') as [
        string,
        string,
      ][];
      const whole = { ...above, ...Object.fromEntries(texts) };
      if (about === '' && texts.length > 1 && this.together.length < 1_000) this.together.push(whole);
      for (const [member, each] of Object.entries(value)) this.learn(about, each, member, whole);
    }
  }

  private known(about: string, name: string): string[] {
    return [...(this.met.get(about)?.get(name) ?? [])];
  }

  private one<T>(arbitrary: fc.Arbitrary<T>): T {
    return fc.sample(arbitrary, { seed: this.seed++, numRuns: 1 })[0]!;
  }

  /** Values at the ends of what a schema lets pass; names and ids that were met where it lets many pass. */
  private arbitrary(schema: Schema, name: string, about: string): fc.Arbitrary<Json> {
    if (schema.$ref !== undefined) {
      const component = schema.$ref.split('/').at(-1)!;
      return this.arbitrary(this.document.components.schemas[component]!, name, about);
    }
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map(each => this.arbitrary(each, name, about)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.type === undefined) return this.vocabulary[name] ?? fc.constant(null);
    switch (schema.type) {
      case 'object':
        return this.vocabulary[name] ?? this.object(schema, about);
      case 'array': {
        const { minItems = 0, maxItems = MOST_ITEMS } = schema;
        const item = this.arbitrary(schema.items!, name.replace(/s$/, ''), about);
        const most = Math.max(minItems, Math.min(maxItems, MOST_ITEMS));
        const list = (length: number): fc.Arbitrary<Json> =>
          fc.uniqueArray(item, {
            minLength: minItems,
            maxLength: length,
            selector: each => JSON.stringify(each),
          });
        return fc.oneof({ weight: 4, arbitrary: list(Math.max(minItems, 1)) }, list(most));
      }
      case 'integer':
        return fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? Number.MAX_SAFE_INTEGER);
      case 'boolean':
        return fc.boolean();
      case 'string':
        return this.text(schema, name, about);
      default:
        throw new Error(`a value of the type ${schema.type} is not made here`);
    }
  }

  private object(
    { properties = {}, required = [], patternProperties }: Schema,
    about: string,
  ): fc.Arbitrary<Json> {
    if (patternProperties) {
      const [[, value]] = Object.entries(patternProperties) as [[string, Schema]];
      return fc
        .constantFrom('', ...this.known('', 'transit'))
        .chain(each =>
          each === '' ? fc.constant({}) : fc.record({ [each]: this.arbitrary(value, each, about) }),
        );
    }
    const named = Object.keys(properties).filter(member => !this.vocabulary[member]);
    const groups = this.together.filter(group => named.filter(member => member in group).length > 1);
    const group = groups.length > 0 ? fc.constantFrom(...groups.slice(0, 200)) : fc.constant({});
    return group.chain((together: Readonly<Record<string, string>>) => {
      const members = Object.entries(properties).map(([member, schema]): [string, fc.Arbitrary<Json>] => [
        member,
        named.includes(member) && member in together && isName(schema)
          ? fc.constant(together[member]!)
          : this.arbitrary(schema, member, about),
      ]);
      const needed = Object.fromEntries(members.filter(([member]) => required.includes(member)));
      const optional = members.filter(([member]) => !required.includes(member));
      // Each part more is one more reason to refuse the whole.
      const some = fc.subarray(optional, { maxLength: Math.min(2, optional.length) });
      const record = some.chain(more => fc.record({ ...needed, ...Object.fromEntries(more) }));
      // Values belong to a purpose that needs them.
      const pair = this.vocabulary['purpose, values'];
      return pair && 'purpose' in properties && 'values' in properties
        ? fc.tuple(record, pair).map(([one, two]) => ({ ...one, ...(two as object) }))
        : record;
    });
  }

  private text(schema: Schema, name: string, about: string): fc.Arbitrary<Json> {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const today = new Date().toISOString();
    if (schema.format === 'date') return fc.constantFrom(...ACCEPTED, today.slice(0, 10));
    if (schema.format === 'date-time')
      return fc.constantFrom(...ACCEPTED.map(day => `${day}T23:59:59.999Z`), today);
    const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern);
    const fits = (value: Json): boolean =>
      typeof value === 'string' &&
      value.length <= (schema.maxLength ?? Infinity) &&
      (pattern?.test(value) ?? true);
    const words = this.vocabulary[name];
    if (words && fits(this.one(words))) return words.filter(fits);
    // Who is named under another name is one of the persons.
    const own = this.known(about, name).filter(fits);
    const all = [...this.known('', name), ...this.known('', 'subject')].filter(fits).slice(-40);
    const met = own.length > 0 ? own : pattern ? all : this.known('', name).filter(fits).slice(-40);
    const generated = pattern ? fc.stringMatching(pattern, { size: 'medium' }) : this.longest(schema);
    return met.length > 0
      ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...met) }, generated)
      : generated;
  }

  private longest({ minLength = 1, maxLength = 100 }: Schema): fc.Arbitrary<string> {
    return fc
      .tuple(fc.constantFrom(minLength, maxLength), fc.constantFrom(...LETTERS))
      .map(([length, letter]) => {
        const room = Math.floor(length / letter.length);
        return letter.repeat(Math.max(1, room));
      });
  }
}

/** Whether many texts fit, of which few are known to the service. */
function isName({ type, enum: words, format }: Schema): boolean {
  return type === 'string' && words === undefined && format === undefined;
}

/** The addresses of a path of the description, with what is named in it. */
function addressOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`);
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
export function parametersFor(operation: Operation, purposes: readonly string[]): Record<string, string>[] {
  const names = parametersOf(operation);
  const format = names.includes('format') ? { format: 'csv' } : {};
  return asksPurpose(operation) ? purposes.map(purpose => ({ purpose, ...format })) : [format];
}

function isCommand(operation: Operation): boolean {
  return parametersOf(operation).includes('IdempotencyKey');
}

function bodyOf({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema;
}
