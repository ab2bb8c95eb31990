import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type RunOutcome } from '#libs/commands';
import { DomainError, type Uuid } from '#libs/kernel';
import {
  linkRefs,
  openedLinks,
  SUBJECT_VERSIONS,
  subjectOwner,
  subjectStreamOf,
  type Erasure,
  type SubjectEventData,
  type SubjectState,
} from '#libs/subjects';
import { PostgresVault, type KeyRef } from '#libs/vault';
import { decideErase, decideErased, type Erase } from './decide';
import type { Fencing } from './fencing';

/** How far an erasure has come. `irrecoverable`: no copy of the keyring that can be unwrapped has its keys any more. */
export type Reached = 'begun' | 'fenced' | 'irrecoverable';

/**
 * Erasure as a sequence that resumes after a crash at any step: begun in the subject's own stream, so that every append
 * in flight conflicts; fences in the journal and in the keyring; the life of cached keys waited out; then it is said.
 * A command begins it, a timer carries it on: by whatever process, as often as need be.
 */
export class Erasures {
  constructor(
    private readonly runner: CommandRunner,
    private readonly vault: PostgresVault,
    private readonly catalogues: Catalogues,
    private readonly fencing: Fencing,
  ) {}

  /** @throws DomainError `not-found`, `subject-erased`, `subject-restricted`, `kept-by-law`, `field-not-held`, … */
  async begin(subject: Uuid, command: Erase, context: CommandContext): Promise<RunOutcome<SubjectState>> {
    const owner = subjectOwner(subject);
    return this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context,
      versions: SUBJECT_VERSIONS,
      decide: async (state, given) => {
        const keys = await this.vault.keysOf(owner);
        const actors = command.scope.of === 'subject' ? await this.actorsOf(state) : [];
        const catalogue = this.catalogues.current(given.now);
        return decideErase(command, { state, given, catalogue, found: { keys, actors } });
      },
    });
  }

  /** Takes an erasure to its end. Steps that were done before are done again, to no effect. */
  async carryOn(subject: Uuid, erasure: Uuid, context: CommandContext, signal?: AbortSignal): Promise<void> {
    const it = await this.find(subject, erasure);
    if (it.fenced) return;
    this.fencing.step('begun');
    const owner = subjectOwner(subject);
    if (it.scope.of === 'subject') {
      const also = it.keys.filter(key => key.owner !== owner);
      await this.fencing.owner(erasure, owner, context, { kept: it.kept.map(({ key }) => key), also });
    } else await this.fencing.keys(erasure, it.keys, context);
    await this.fencing.settled(signal);
    const epoch = this.vault.epochs.newest;
    await this.runner.run<SubjectState, SubjectEventData>({
      stream: subjectStreamOf(subject),
      context: {
        ...context,
        commandId: this.vault.idFrom(erasure, 'erased'),
        fingerprint: this.vault.fingerprint({ erased: erasure }),
      },
      versions: SUBJECT_VERSIONS,
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

  reached({ fenced }: Erasure): Reached {
    if (!fenced) return 'begun';
    return fenced.epoch < this.vault.epochs.oldest ? 'irrecoverable' : 'fenced';
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
