import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString, Matches } from 'class-validator';
import { Catalogues, checkOf, faultsOf, type CatalogueEventData } from '#libs/catalogue';
import { CommandRunner, type CommandContext, type RunOutcome, type Yields } from '#libs/commands';
import { Clear, Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, required, requireLatest, requireOpen } from '../guards';
import { DRAFTS, VERSIONS, type Draft, type VersionsState } from '../state';

@Example({ check: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' })
export class PublishDraftBody {
  @Describe(
    'What the check of the draft answered as `check`: of this text, after the version that is the last one now.',
  )
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  @Clear()
  readonly check!: string;
}

type Outcome = RunOutcome<VersionsState, Pick<CatalogueEventData, 'CatalogueDraftPublished'>>;

/** A second officer publishes what another drafted, from its first day on. */
export class PublishDraft extends Command<Outcome> {
  constructor(
    readonly draft: Uuid,
    readonly body: PublishDraftBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * @param by pseudonym of who publishes
 * @throws DomainError `draft-closed`, `second-officer-needed`, `draft-outdated`, `draft-not-checked`, `draft-refused`
 */
export function decidePublish(
  published: VersionsState,
  draft: Draft,
  { check }: PublishDraftBody,
  { by, now }: { readonly by: string; readonly now: Date },
): Yields<CatalogueEventData, 'CatalogueDraftPublished'> {
  if (published.some(each => each.draft === draft.draft)) return [];
  requireOpen(draft, published);
  if (draft.draftedBy === by) throw new DomainError('second-officer-needed');
  requireLatest(draft.basedOn, published);
  if (check !== checkOf(draft, published.at(-1)!)) throw new DomainError('draft-not-checked');
  const faults = faultsOf(draft.catalogue, published, now);
  if (faults.length > 0)
    throw new DomainError('draft-refused', { faults: faults.map(each => ({ ...each })) });
  const { catalogue, digest, draftedBy } = draft;
  const { version, from } = catalogue;
  return [
    event('CatalogueDraftPublished', { version, from, digest, catalogue, draft: draft.draft, draftedBy }),
  ];
}

@CommandHandler(PublishDraft)
export class PublishDraftHandler implements ICommandHandler<PublishDraft> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ draft, body, context }: PublishDraft) {
    const outcome = await this.runner.run({
      stream: VERSIONS,
      context,
      decide: async (published, { now }) => {
        const { state } = await this.runner.load(DRAFTS);
        return decidePublish(published, required(state, draft), body, { by: context.actor.id, now });
      },
    });
    await this.catalogues.refresh();
    return outcome;
  }
}
