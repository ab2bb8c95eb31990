import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Json } from '#libs/kernel';
import type { Answered, Http } from '../scenarios/http';
import {
  addressesOf,
  bodyOf,
  isCommand,
  parametersFor,
  refusedByCatalogue,
  takesVersion,
  versionedBy,
  type Described,
  type Schema,
} from './described';
import { Met } from './met';
import { SchemaValues } from './schema-values';

interface DescribedCommand {
  readonly path: string;
  readonly roles: readonly string[];
  readonly ifMatch: boolean;
  readonly body: Schema;
}

/** How often a command that must be accepted is tried, with what is not given of it made anew. */
const MOST_TRIES = 60;

/**
 * Sends the commands that the API describes of itself, with bodies at the ends of what their schemas let pass, in the order
 * of the description and again: what one answers (ids) and what the service tells of its vocabulary is what others name. A
 * command is sent until it is accepted some times, or given up for this round.
 */
export class DescribedCommands {
  private readonly met = new Met();
  private readonly values: SchemaValues;
  private readonly commands: readonly DescribedCommand[];
  /** Endpoints, with how often each was accepted. */
  readonly accepted = new Map<string, number>();
  /** Server errors: none is an answer to whatever is sent. */
  readonly broken: string[] = [];
  /** Refusals that the description does not name. */
  readonly undeclared = new Set<string>();

  /** @param vocabulary by the name of a member: values that no schema can say, as long and as odd as they may be */
  constructor(
    private readonly http: Http,
    private readonly document: Described,
    vocabulary: Readonly<Record<string, fc.Arbitrary<Json>>>,
  ) {
    this.values = new SchemaValues(document, vocabulary, this.met);
    this.commands = Object.entries(document.paths).flatMap(([path, { post }]) => {
      const body = post && isCommand(post) ? bodyOf(post) : undefined;
      const roles = (post?.['x-roles'] ?? []).filter(role => role !== 'customer');
      return body && roles.length > 0 ? [{ path, roles, body, ifMatch: takesVersion(post!) }] : [];
    });
  }

  async send(rounds: number, tries: number): Promise<void> {
    for (const [path, { get }] of Object.entries(this.document.paths))
      if (get && path.startsWith('/v1/') && !path.includes('{')) {
        const role = get['x-roles']?.find(each => each !== 'customer') ?? 'staff';
        this.met.learn('', (await this.http.query(role, path, { purpose: 'customer-care' })).body);
      }
    for (let round = 0; round < rounds; round++)
      for (const command of this.commands) {
        let done = 0;
        for (let n = 0; n < tries && done < 2; n++) if (await this.sendOne(command)) done += 1;
      }
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
    const command = this.commands.find(({ path }) => addressesOf(path).test(address));
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
        path.replace(/\{(\w+)\}/g, (_, name: string) => this.met.known('', name).at(at) ?? randomUUID()),
      );
      for (const operation of [get, search])
        for (const role of operation?.['x-roles'] ?? [])
          for (const parameters of role === 'customer' ? [] : parametersFor(operation!, purposes))
            for (const address of new Set(addresses)) {
              const body =
                operation === search ? this.values.one(this.values.of(bodyOf(search!)!, '', '')) : undefined;
              const { status, body: said } = await (body === undefined
                ? this.http.query(role, address, parameters)
                : this.http.command(role, `${address}?${new URLSearchParams(parameters).toString()}`, body));
              if (status < 300) answered += 1;
              if (status >= 500) this.broken.push(`${path}: ${status} ${String(said.code)}`);
              if (refusedByCatalogue(said)) break;
            }
    }
    return answered;
  }

  private async sendOne(command: DescribedCommand): Promise<boolean> {
    const address = command.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const [first = randomUUID(), ...others] = this.met.known('', name).slice(-8);
      return this.values.one(fc.constantFrom(first, ...others));
    });
    const role = this.values.one(fc.constantFrom(...command.roles));
    const who = role === 'service' ? role : `${role}:${this.values.one(fc.constantFrom('one', 'two'))}`;
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
    const about = addressesOf(path).exec(address)?.[1] ?? '';
    const headers = ifMatch ? await this.etagOf(address, who) : {};
    const made = this.values.one(this.values.of(body, '', about)) as Readonly<Record<string, Json>>;
    const answer = await this.http
      .command(who, address, { ...made, ...given }, undefined, headers)
      .catch((error: Error) => void this.undeclared.add(error.message));
    if (!answer) return undefined;
    const accepted = answer.status < 300;
    this.accepted.set(path, (this.accepted.get(path) ?? 0) + (accepted ? 1 : 0));
    if (answer.status >= 500) this.broken.push(`${path}: ${answer.status} ${String(answer.body.code)}`);
    if (accepted) for (const each of new Set([about, ''])) this.met.learn(each, answer.body);
    return answer;
  }

  private async etagOf(address: string, who: string): Promise<Record<string, string>> {
    const { headers } = await this.http.query(who, versionedBy(address));
    return { 'if-match': headers.get('etag') ?? '"1"' };
  }
}
