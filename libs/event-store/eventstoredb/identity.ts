import { canonicalBytes, isUuid, randomId, type Uuid } from '#libs/kernel';
import { LogDamaged, type NewEvent, type Position, type Revision } from '../port';
import type { Appends } from './appends';
import { NoLog } from './failures';
import { appendRequest, positionOf } from './messages';
import type { Reader } from './reader';

/** What becomes of a log that is not there yet: it gets this identity, by default a new one, or it is not made. */
export type Founding =
  | {
      readonly as?: Uuid;
      /** Whether it may be made: asked before anything is written. @throws what stops the start */
      readonly judge?: () => Promise<void>;
    }
  | { readonly found: false };

/** Who a log is: what its stream outside the prefix says, of which the last word counts. */
export interface Identity {
  /** Carried by position tokens, and the same in each copy. */
  readonly log: Uuid;
  /** Another one in each copy: positions belong to it. */
  readonly mark: string;
  /** It was moved away: nothing is appended to it any more. */
  readonly closed: boolean;
  /** Every event of the log is after this. */
  readonly at: Position;
  readonly revision: Revision;
}

type Word = 'LogOpened' | 'LogClosed';

/** The stream of a log's identity ★: events of the types of {@link Word}, data `{"format":1,"log":<id>}`. */
export class IdentityStream {
  constructor(
    private readonly reader: Reader,
    private readonly appends: Appends,
    private readonly stream: string,
    private readonly prefix: string,
  ) {}

  /** Nothing where no log is. @throws LogDamaged */
  async read(): Promise<Identity | undefined> {
    const last = await this.reader.single(this.stream, 'last');
    if (!last) return undefined;
    const revision = Number(last.getStreamRevision());
    const first = revision === 0 ? last : await this.reader.single(this.stream, 'first');
    return {
      log: logIn(Buffer.from(last.getData_asU8())),
      mark: last.getId()!.getString(),
      closed: last.getMetadataMap().get('type') === ('LogClosed' satisfies Word),
      at: positionOf(first ?? last),
      revision,
    };
  }

  /** The identity that is there, or the one that this start gives: of several at once the first one's. @throws NoLog */
  async readOrFound(founding: Founding): Promise<Identity> {
    const there = await this.read();
    if (there)
      return 'as' in founding && founding.as !== undefined ? this.refound(there, founding.as) : there;
    if (await this.hasEvents())
      throw new LogDamaged(
        'there are events of this log, and its identity is not there: its stream was deleted',
      );
    if ('found' in founding)
      throw new NoLog('EventStoreDB has no log of this service, under this streamPrefix.');
    await founding.judge?.();
    await this.say('LogOpened', founding.as ?? randomId());
    return this.mustRead();
  }

  /** The log takes no more events, from now on for who opens it and within seconds for who has it open. */
  async close(identity: Identity): Promise<void> {
    if (!identity.closed) await this.say('LogClosed', identity.log, identity.revision);
    if (!(await this.mustRead()).closed) throw new Error('EventStoreDB does not let this service write.');
  }

  /** A log that holds nothing but its identity can get another; one that was closed is opened again by who copies to it. */
  private async refound(there: Identity, log: Uuid): Promise<Identity> {
    const isOther = there.log !== log;
    if (isOther ? await this.hasEvents() : !there.closed) return there;
    await this.say('LogOpened', log, there.revision);
    return this.mustRead();
  }

  /** The catalogue is the first that every log holds. */
  private async hasEvents(): Promise<boolean> {
    return (await this.reader.single(`${this.prefix}catalogue`, 'first')) !== undefined;
  }

  private async say(word: Word, log: Uuid, after?: Revision): Promise<void> {
    const event: NewEvent = {
      id: randomId(),
      type: word,
      bytes: canonicalBytes({ log, format: 1 }),
      commandId: log,
      fingerprint: '-',
    };
    await this.appends.attempt(appendRequest(this.stream, after ?? 'no-stream', [event]));
  }

  private async mustRead(): Promise<Identity> {
    const written = await this.read();
    if (!written) throw new Error('EventStoreDB does not let this service write.');
    return written;
  }
}

function logIn(data: Buffer): Uuid {
  try {
    const { log, format } = JSON.parse(data.toString('utf8')) as { log?: unknown; format?: unknown };
    if (format === 1 && typeof log === 'string' && isUuid(log)) return log;
  } catch {
    // said below
  }
  throw new LogDamaged('the identity of the log is not of a form that this version knows');
}
