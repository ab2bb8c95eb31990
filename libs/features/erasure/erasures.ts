import { Inject, Injectable } from '@nestjs/common';
import { Catalogues, isTold } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type DecisionContext } from '#libs/commands';
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
  type SubjectEventData,
  type SubjectState,
} from '#libs/features/subjects';
import { Vault, type KeyRef } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import type { ErasureContext, ErasureOutcome, ErasureYields } from './guards';
import { onRecord } from './refusals';
import { prepareTelling, whoHolds, type BegunErasure } from './telling';

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
 * then it is said. A command begins it, a timer carries it on: by whatever process, as often as need be.
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
        return [...(await this.telling(state, revision, begun, now)), ...decided];
      },
    });
  }

  /** What may have to be sealed anew. What comes to the stream meanwhile makes the append conflict. */
  private async heldOf(subject: Uuid, { of }: ErasureBegun['scope']): Promise<ErasureContext['held']> {
    return of === 'field' || of === 'superseded' ? this.values.read(subject) : NOTHING;
  }

  /** What telling recipients will need of what goes (Art. 19), sealed in the same append. */
  private async telling(
    state: SubjectState,
    revision: number,
    begun: BegunErasure,
    now: Date,
  ): Promise<ErasureYields<'TellingPrepared'>> {
    const holding = whoHolds(state, begun, dutiesOf(state).held());
    if (holding.length === 0) return [];
    const shelf = await this.known.shelf(state.id, revision);
    const known = await this.known.identify(
      shelf,
      holding.map(({ held }) => held),
    );
    return prepareTelling(state.id, begun, holding, known, now);
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
