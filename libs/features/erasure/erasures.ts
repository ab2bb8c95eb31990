import { Inject, Injectable } from '@nestjs/common';
import { Catalogues, isTold } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext, type StreamOf } from '#libs/commands';
import { EventTooLarge } from '#libs/event-store';
import type { Uuid } from '#libs/kernel';
import {
  dutiesOf,
  HeldValues,
  KnownByRecipients,
  linkRefs,
  openedLinks,
  subjectOwner,
  subjectStreamOf,
  type ErasureBegun,
  type Shelf,
  type SubjectEventData,
  type SubjectState,
} from '#libs/features/subjects';
import { Vault, type KeyRef } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import type { ErasureContext, ErasureOutcome, ErasureYields } from './guards';
import { requireErasure } from './find';
import { onRecord } from './refusals';
import { DUTIES_OF_APPEND, dutyOf, fitting, prepareTelling, whoHolds, type Holding } from './telling';

const NOTHING: ErasureContext['held'] = { versions: [], references: [] };

/** A command that begins an erasure. */
interface Beginning<B> {
  readonly subject: Uuid;
  readonly body: B;
  readonly context: CommandContext;
}

/**
 * Erasures of subjects, each a sequence that resumes after a crash at any step: begun in the subject's own stream, so
 * that every append in flight conflicts; fences in the journal and in the keyring; the life of cached keys waited out;
 * then it is said. A command begins it, a timer resumes it: by whatever process, as often as need be.
 */
@Injectable()
export class Erasures {
  constructor(
    private readonly runner: CommandRunner,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
    private readonly known: KnownByRecipients,
    private readonly values: HeldValues,
  ) {}

  /**
   * Carries out a decision to erase, with the keys that there are.
   * @param command its name in refusals; what has come to its end by itself is refused by nobody
   */
  async begin<B extends { readonly scope: ErasureBegun['scope'] }>(
    { subject, body, context }: Beginning<B>,
    decide: (
      state: SubjectState,
      body: B,
      context: ErasureContext & Pick<DecisionContext, 'catalogue'>,
    ) => ErasureYields,
    command?: string,
  ): Promise<ErasureOutcome> {
    return this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context,
      ...(command !== undefined && { refusal: { command, subject } }),
      decide: async (state, { now, id, catalogue }, { revision }) => {
        const keys = await this.vault.keysOf(subjectOwner(subject));
        const actors = body.scope.of === 'subject' ? await this.actorsOf(state) : [];
        const rules = (purpose: string) => this.catalogues.purpose(purpose, now);
        const corrected = catalogue.corrections?.kept;
        const held = await this.heldOf(subject, body.scope);
        const decided = onRecord(body.scope, rules, () =>
          decide(state, body, { now, id, catalogue, rules, keys, actors, corrected, held }),
        );
        const begun = decided.find(each => each.type === 'ErasureBegun')?.data;
        if (!begun || !isTold(catalogue, begun.reason)) return decided;
        const holding = whoHolds(state, begun, dutiesOf(state).held());
        const { erasure } = begun;
        const shelf = (): Promise<Shelf> => this.known.shelf(subject, revision);
        const told = await this.telling(subject, { erasure, begun: now }, holding, shelf);
        return [...fitting(told, decided), ...decided];
      },
    });
  }

  /** What may have to be sealed anew. What comes to the stream meanwhile makes the append conflict. */
  private async heldOf(subject: Uuid, { of }: ErasureBegun['scope']): Promise<ErasureContext['held']> {
    return of === 'field' || of === 'superseded' ? this.values.read(subject) : NOTHING;
  }

  /**
   * Seals what telling recipients will need (Art. 19) and the append of the beginning had no room for. Comes before any key
   * of the subject goes; done again it goes on from where it was.
   * @param appended is told of each append
   * @throws EventTooLarge where an append has no room for a single event of them
   */
  async prepareRest(
    subject: Uuid,
    erasure: Uuid,
    context: CommandContext,
    appended: () => void,
  ): Promise<void> {
    const stream = subjectStreamOf(subject);
    const { state: now, revision: last } = await this.runner.load(stream);
    const it = { ...requireErasure(now, erasure), erasure };
    const begun = new Date(it.begun);
    if (!dutiesOf(now).isShared() || !isTold(this.catalogues.current(begun), it.reason)) return;
    const { state: found, revision } = await this.runner.stateAt(asFoundBy(erasure, stream), last);
    const all = whoHolds(found, it, dutiesOf(found).held());
    let filled: Promise<Shelf> | undefined;
    const shelf = (): Promise<Shelf> => (filled ??= this.known.shelf(subject, revision));
    const decide = async (state: SubjectState): Promise<ErasureYields<'TellingPrepared'>> => {
      const duties = dutiesOf(state);
      const rest = all.filter(each => !duties.find(dutyOf(erasure, each)));
      const told = await this.telling(subject, { erasure, begun }, rest, shelf);
      const fit = fitting(told, []);
      if (told.length > 0 && fit.length === 0) throw new EventTooLarge('a duty that no append has room for');
      return fit;
    };
    for (let n = 0, done = false; !done; n += 1) {
      const commandId = this.vault.idFrom(erasure, 'telling', n);
      const { outcome } = await this.runner.run({ stream, context: { ...context, commandId }, decide });
      done = outcome === 'unchanged';
      if (!done) appended();
    }
  }

  /** What telling the first of them will need: more of them than an append has room for. */
  private async telling(
    subject: Uuid,
    erasure: { readonly erasure: Uuid; readonly begun: Date },
    all: readonly Holding[],
    shelf: () => Promise<Shelf>,
  ): Promise<ErasureYields<'TellingPrepared'>> {
    const holding = all.slice(0, DUTIES_OF_APPEND);
    if (holding.length === 0) return [];
    const known = await this.known.identify(
      await shelf(),
      holding.map(({ held }) => held),
    );
    return prepareTelling(subject, erasure, holding, known);
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

interface Found {
  readonly state: SubjectState;
  /** Of the last event before the erasure began. */
  readonly revision: number;
  readonly begun: boolean;
}

/** A subject as an erasure found it. */
function asFoundBy(
  erasure: Uuid,
  { fold, ...stream }: StreamOf<SubjectState, SubjectEventData>,
): StreamOf<Found, SubjectEventData> {
  return {
    ...stream,
    fold: {
      initial: { state: fold.initial, revision: -1, begun: false },
      evolve: (found, event, revision) => {
        if (found.begun) return found;
        if (event.type === 'ErasureBegun' && event.data.erasure === erasure) return { ...found, begun: true };
        return { state: fold.evolve(found.state, event, revision), revision, begun: false };
      },
    },
  };
}
