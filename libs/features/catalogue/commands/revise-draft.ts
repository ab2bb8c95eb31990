import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString, Matches } from 'class-validator';
import { Catalogues, digestOf, type Published } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Clear, Describe, Example } from '#libs/http/schema';
import { DomainError, type Uuid } from '#libs/kernel';
import { event, required, requireLatest, requireOpen, type DraftOutcome, type DraftYields } from '../guards';
import { DRAFTS, type DraftsState } from '../state';
import { BeginDraftBody, EXAMPLE_TEXT } from './begin-draft';

@Example({ ...EXAMPLE_TEXT, replaces: digestOf(EXAMPLE_TEXT.catalogue) })
export class ReviseDraftBody extends BeginDraftBody {
  @Describe(
    'The `digest` of the text that was changed: what somebody else has kept meanwhile is not overwritten.',
  )
  @IsString()
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  @Clear()
  readonly replaces!: string;
}

/** An officer gives a draft another text. */
export class ReviseDraft extends Command<DraftOutcome<'CatalogueDrafted'>> {
  constructor(
    readonly draft: Uuid,
    readonly body: ReviseDraftBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `not-found`, `draft-closed`, `draft-outdated`, `draft-changed` */
export function decideRevise(
  state: DraftsState,
  { basedOn, catalogue, replaces }: ReviseDraftBody,
  { draft, published }: { readonly draft: Uuid; readonly published: readonly Published[] },
): DraftYields<'CatalogueDrafted'> {
  const it = required(state, draft);
  requireOpen(it, published);
  requireLatest(basedOn, published);
  const digest = digestOf(catalogue);
  if (it.digest === digest && it.basedOn === basedOn) return [];
  if (it.digest !== replaces) throw new DomainError('draft-changed', { digest: it.digest });
  return [event('CatalogueDrafted', { draft, basedOn, digest, catalogue })];
}

@CommandHandler(ReviseDraft)
export class ReviseDraftHandler implements ICommandHandler<ReviseDraft> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ draft, body, context }: ReviseDraft) {
    await this.catalogues.refresh();
    return this.runner.run({
      stream: DRAFTS,
      context,
      decide: state => decideRevise(state, body, { draft, published: this.catalogues.versions }),
    });
  }
}
