import { Injectable, Inject } from '@nestjs/common';
import { Catalogues, type Purpose } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type RunOutcome } from '#libs/commands';
import { addDays, brusselsDay, canonicalText, DomainError, Clock, type Day, type Uuid } from '#libs/kernel';
import {
  linkRefs,
  openedLinks,
  subjectOwner,
  subjectStreamOf,
  type Erasure,
  type SubjectEventData,
  type SubjectState,
} from '#libs/features/subjects';
import { MasterKeys, type Wanted } from '#libs/features/master-keys';
import { Vault, type KeyRef } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { decideErase, decideErased, type Erase, type Known } from './decide';
import { Fencing } from './fencing';
import { nextKeptEnd, type Rules } from './kept';
import { isUnused, reviewRetention } from './retention';

/** How far an erasure has come. `irrecoverable`: no copy of the keyring that can be unwrapped has its keys any more. */
export type Reached = 'begun' | 'fenced' | 'irrecoverable';

/** What an erasure waits for; the fences are set within seconds, by whatever process has the timers' turn. */
export type Wanting = Wanted | { readonly what: 'fences'; readonly by: 'service' };

/** Why what has come to its end is not erased yet. */
const WAITS: ReadonlySet<string> = new Set(['subject-restricted', 'transfer-under-way', 'kept-by-law']);

/**
 * Erasure as a sequence that resumes after a crash at any step: begun in the subject's own stream, so that every append
 * in flight conflicts; fences in the journal and in the keyring; the life of cached keys waited out; then it is said.
 * A command begins it, a timer carries it on: by whatever process, as often as need be.
 */
@Injectable()
export class Erasures {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
    private readonly fencing: Fencing,
    private readonly clock: Clock,
    private readonly masterKeys: MasterKeys,
  ) {}

  /**
   * @param only whether it is still to be done, asked again on the state that it is decided upon
   * @throws DomainError `not-found`, `subject-erased`, `subject-restricted`, `kept-by-law`, `field-not-held`, …
   */
  async begin(
    subject: Uuid,
    command: Erase,
    context: CommandContext,
    only: (known: Known) => boolean = () => true,
  ): Promise<RunOutcome<SubjectState>> {
    const owner = subjectOwner(subject);
    return this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context,
      decide: async (state, given) => {
        const keys = await this.vault.keysOf(owner);
        const actors = command.scope.of === 'subject' ? await this.actorsOf(state) : [];
        const rules: Rules = purpose => this.catalogues.purpose(purpose, given.now);
        const known = { state, given, rules, found: { keys, actors } };
        return only(known) ? decideErase(command, known) : [];
      },
    });
  }

  /**
   * Begins the erasure of what is kept no longer.
   * @returns the next day on which something may be due; undefined when nothing can be, as things stand
   */
  async retire(subject: Uuid, context: CommandContext): Promise<Day | undefined> {
    const now = this.clock.now();
    const today = brusselsDay(now);
    const rules = (purpose: string): Purpose | undefined => this.catalogues.purpose(purpose, now);
    const keys = await this.vault.keysOf(subjectOwner(subject));
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const { due, again } = reviewRetention(state, rules, keys, today);
    let waits = false;
    for (const command of due) {
      const { scope } = command;
      const part = canonicalText(scope);
      try {
        await this.begin(
          subject,
          command,
          { ...context, commandId: this.vault.idFrom(context.commandId, part) },
          known =>
            reviewRetention(known.state, rules, known.found.keys, today).due.some(
              each => canonicalText(each.scope) === part,
            ),
        );
      } catch (error) {
        // What is restricted is stored until that is lifted (Art. 18(2)).
        if (!(error instanceof DomainError) || !WAITS.has(error.code)) throw error;
        waits = true;
      }
    }
    return waits ? addDays(today, 1) : again;
  }

  /**
   * Begins the erasure of what of an erased subject a law demanded to be kept, and does no longer.
   * @returns the next day on which something of it is kept no longer
   */
  async endKept(subject: Uuid, context: CommandContext): Promise<Day | undefined> {
    const today = brusselsDay(this.clock.now());
    await this.begin(subject, { scope: { of: 'subject' }, reason: 'retention-ended' }, context);
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const keys = await this.vault.keysOf(subjectOwner(subject));
    const next = nextKeptEnd(
      state,
      keys.filter(({ fenced }) => !fenced),
      today,
    );
    return next && addDays(next, 1);
  }

  /** Begins the erasure of a subject that has neither domain nor login name, and never had a service (P05). */
  async expire(subject: Uuid): Promise<void> {
    const what = { scope: { of: 'subject' }, reason: 'retention-ended' } as const;
    const context: CommandContext = {
      commandId: this.vault.idFrom(subject, 'expired'),
      actor: { role: 'system', id: 'timers' },
      dryRun: false,
    };
    try {
      await this.begin(subject, what, context, ({ state }) => isUnused(state));
    } catch (error) {
      if (!(error instanceof DomainError) || !WAITS.has(error.code)) throw error;
    }
  }

  /** Takes an erasure to its end. Steps that were done before are done again, to no effect. */
  async carryOn(subject: Uuid, erasure: Uuid, context: CommandContext, signal?: AbortSignal): Promise<void> {
    const it = await this.find(subject, erasure);
    if (it.fenced) return;
    this.fencing.step('begun');
    const owner = subjectOwner(subject);
    const whole = it.scope.of === 'subject';
    const also = it.keys.filter(key => key.owner !== owner);
    const epoch = whole
      ? await this.fencing.owner(erasure, owner, context, { kept: it.kept.map(({ key }) => key), also })
      : await this.fencing.keys(erasure, it.keys, context);
    await this.fencing.settled(signal);
    await this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context: {
        ...context,
        commandId: this.vault.idFrom(erasure, 'erased'),
      },
      decide: state => decideErased(state, { erasure, epoch }),
    });
    this.fencing.step('erased');
  }

  /** @throws DomainError `not-found` */
  async find(subject: Uuid, erasure: Uuid): Promise<Erasure> {
    const { state } = await this.runner.load(subjectStreamOf(subject));
    const it = state.erasures[erasure];
    if (!it) throw new DomainError('not-found');
    return it;
  }

  /** How far it has come, and what is wanting before no copy undoes it: nothing, once it is irrecoverable. */
  async reached({ fenced }: Erasure): Promise<{ state: Reached; wanting: readonly Wanting[] }> {
    if (!fenced) return { state: 'begun', wanting: [{ what: 'fences', by: 'service' }] };
    const wanting = await this.masterKeys.wanting(fenced.epoch);
    return { state: wanting.length === 0 ? 'irrecoverable' : 'fenced', wanting };
  }

  /** Who the subject's own actions are told of by a pseudonym: those mappings end with it. */
  private async actorsOf(state: SubjectState): Promise<KeyRef[]> {
    const refs = linkRefs(state, 'identity');
    const links = openedLinks(refs, await this.vault.openAll(refs));
    const keys = await Promise.all(
      [...links.values()].map(({ issuer, subject }) =>
        this.vault.actorKey(issuer as string, subject as string),
      ),
    );
    return keys.filter(key => key !== undefined);
  }
}
