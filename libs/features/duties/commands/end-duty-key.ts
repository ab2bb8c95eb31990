import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Fencing } from '#libs/features/erasure';
import {
  dutiesOf,
  event,
  subjectStreamOf,
  tellingOwner,
  type Duties,
  type Duty,
} from '#libs/features/subjects';
import { Clock, type Uuid } from '#libs/kernel';
import { KeyUnavailable, Vault, type KeyOfOwner, type KeyRef } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import type { DutyYields } from '../guards';
import { isOver, keyEnds } from '../key-ends';

/** Duties of one run, at most, so that other timers have their turn. */
const ENDED_AT_ONCE = 250;
/** What is said of them is said in appends of so many events. */
const EVENTS_OF_APPEND = 50;
/** After that whoever finds a subject's duties being ended comes again. */
const AGAIN_MS = 30_000;

/** Ends what was sealed for a duty of an erasure, once it is over. Answers when again, where it is not. */
export class EndDutyKey extends Command<Date | undefined> {
  constructor(
    readonly subject: Uuid,
    /** Undefined: whichever is over. */
    readonly duty: Uuid | undefined,
    readonly context: CommandContext,
    readonly signal?: AbortSignal,
  ) {
    super();
  }
}

/** Whoever was not told while it could be done cannot be told any more. */
export function decideLapse(it: Duty, now: Date): DutyYields<'DutyLapsed'> {
  return it.status === 'open' && isOver(it, now) ? [event('DutyLapsed', { duty: it.duty, of: it.kind })] : [];
}

export function decideKeyEnded({ duty, keyEnded }: Duty, epoch: number): DutyYields<'DutyKeyEnded'> {
  return keyEnded ? [] : [event('DutyKeyEnded', { duty, epoch })];
}

/**
 * Steps that were done before are done again, to no effect: first it is said, then the fence stands, then that is said. Of the
 * subject's other duties those that are over go along, so that what is waited for is waited for once; whose timers fire
 * meanwhile come again soon, and then find it done.
 */
@CommandHandler(EndDutyKey)
export class EndDutyKeyHandler implements ICommandHandler<EndDutyKey> {
  /** Subjects of whom duties are being ended by this process. */
  private readonly ending = new Set<Uuid>();

  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly fencing: Fencing,
    private readonly clock: Clock,
  ) {}

  async execute(command: EndDutyKey): Promise<Date | undefined> {
    const { subject } = command;
    if (this.ending.has(subject)) return new Date(this.clock.now().getTime() + AGAIN_MS);
    this.ending.add(subject);
    try {
      return await this.end(command);
    } finally {
      this.ending.delete(subject);
    }
  }

  private async end({ subject, duty: id, context, signal }: EndDutyKey): Promise<Date | undefined> {
    const stream = subjectStreamOf(subject);
    const { state, revision } = await this.runner.load(stream);
    const duties = dutiesOf(state);
    const duty = id === undefined ? undefined : duties.find(id);
    if (id !== undefined && (!duty || duty.keyEnded)) return undefined;
    const now = this.clock.now();
    if (duty && keyEnds(duty) > now) return keyEnds(duty);
    const all = duties.all().filter(each => each.duty !== id && isOver(each, now));
    if (!duty && all.length === 0) return undefined;
    const keys = keysByDuty(await this.vault.keysOf(tellingOwner(subject)));
    // A key that is missing without a fence may come back with the keyring's copy: nothing is said to have ended.
    const missing = (): KeyUnavailable => new KeyUnavailable('the key of a duty is missing');
    if (id !== undefined && !keys.has(id)) throw missing();
    const others = all.filter(each => keys.has(each.duty));
    const found = [...(duty ? [duty] : []), ...others].slice(0, ENDED_AT_ONCE).map(each => each.duty);
    const say = async (role: string, over: readonly Uuid[], decide: Ending): Promise<void> => {
      for (let from = 0; from < over.length; from += EVENTS_OF_APPEND) {
        const some = over.slice(from, from + EVENTS_OF_APPEND);
        const commandId = this.vault.idFrom(some[0]!, role, revision);
        await this.runner.run({
          stream,
          context: { ...context, commandId },
          decide: fresh => endings(dutiesOf(fresh), some, decide),
        });
      }
    };
    await say('lapsed', found, each => decideLapse(each, now));
    // One that did not arrive after all is to be told again: its key stays.
    const fresh = dutiesOf((await this.runner.load(stream)).state);
    const over = found.filter(each => isOver(fresh.find(each)!, now));
    const epochs = new Map<Uuid, number>();
    for (const each of over) epochs.set(each, await this.fencing.keys(each, keys.get(each)!, context));
    if (over.length > 0) await this.fencing.settled(signal);
    await say('key-ended', over, each => decideKeyEnded(each, epochs.get(each.duty)!));
    // Others have timers of their own; of whichever was over this is the only one.
    if (id === undefined && others.length < all.length) throw missing();
    return id === undefined || over.includes(id) ? undefined : keyEnds(fresh.find(id)!);
  }
}

type Ending = (duty: Duty) => DutyYields<'DutyLapsed' | 'DutyKeyEnded'>;

/** What is said of each, as it stands now. */
function endings(duties: Duties, which: readonly Uuid[], decide: Ending): ReturnType<Ending> {
  return which.flatMap(each => decide(duties.find(each)!));
}

/** Each duty's own: its period is the duty's id. */
function keysByDuty(keys: readonly KeyOfOwner[]): Map<Uuid, KeyRef[]> {
  const found = new Map<Uuid, KeyRef[]>();
  for (const { fenced: _, ...ref } of keys) found.set(ref.period, [...(found.get(ref.period) ?? []), ref]);
  return found;
}
