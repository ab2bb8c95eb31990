import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { IsString, Matches, MaxLength } from 'class-validator';
import {
  CatalogueAnswer,
  Catalogues,
  digestOf,
  VERSION_PATTERN,
  type Catalogue,
  type Published,
} from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Clear, Describe, Example, formOf, IsId } from '#libs/http/schema';
import type { Uuid } from '#libs/kernel';
import { event, requireLatest, type DraftOutcome, type DraftYields } from '../guards';
import { DRAFTS } from '../state';

const IsCatalogue = formOf(CatalogueAnswer);

/** As little as has the shape of one: it can be kept, and the check says what it lacks. */
export const EXAMPLE_TEXT = {
  basedOn: '2018-05-25.2',
  catalogue: {
    version: '2999-01-01',
    from: '2999-01-01',
    controller: { name: 'D-Cube Resource', contact: 'privacy@dcube-resource.be', country: 'BE' },
    fields: [],
    services: [],
    purposes: [],
    recipients: [],
    extensions: [],
    documents: [],
  },
};

@Example(EXAMPLE_TEXT)
export class BeginDraftBody {
  @Describe('The version that it changes: the last one published.')
  @IsString()
  @MaxLength(40)
  @Matches(new RegExp(VERSION_PATTERN))
  @Clear()
  readonly basedOn!: string;

  // The whole text of the next version.
  @IsCatalogue()
  @Clear()
  readonly catalogue!: Catalogue;
}

export class KeptDraft {
  @Describe('What the next text of it names as `replaces`.')
  @IsString()
  readonly digest!: string;
}

export class BeginDraftAnswer extends KeptDraft {
  @IsId()
  readonly draft!: Uuid;
}

/** An officer begins the next version of the catalogue. */
export class BeginDraft extends Command<DraftOutcome<'CatalogueDrafted'>> {
  constructor(
    readonly draft: Uuid,
    readonly body: BeginDraftBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** @throws DomainError `draft-outdated` */
export function decideBegin(
  { basedOn, catalogue }: BeginDraftBody,
  { draft, published }: { readonly draft: Uuid; readonly published: readonly Published[] },
): DraftYields<'CatalogueDrafted'> {
  requireLatest(basedOn, published);
  return [event('CatalogueDrafted', { draft, basedOn, digest: digestOf(catalogue), catalogue })];
}

@CommandHandler(BeginDraft)
export class BeginDraftHandler implements ICommandHandler<BeginDraft> {
  constructor(
    private readonly runner: CommandRunner,
    private readonly catalogues: Catalogues,
  ) {}

  async execute({ draft, body, context }: BeginDraft) {
    await this.catalogues.refresh();
    return this.runner.run({
      stream: DRAFTS,
      context,
      decide: () => decideBegin(body, { draft, published: this.catalogues.versions }),
    });
  }
}
