import { Controller, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { digestOf } from '#libs/catalogue';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { NothingBody } from '#libs/http/schema';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { DraftAnswer, DraftCheck, DraftInList } from './answers';
import { BeginDraft, BeginDraftAnswer, BeginDraftBody, KeptDraft } from './commands/begin-draft';
import { PublishDraft, PublishDraftBody } from './commands/publish-draft';
import { ReviseDraft, ReviseDraftBody } from './commands/revise-draft';
import { WithdrawDraft } from './commands/withdraw-draft';
import { CheckDraft } from './queries/check-draft';
import { ConcernedPage, ListConcerned, ListConcernedQuery } from './queries/list-concerned';
import { ListDrafts } from './queries/list-drafts';
import { ReadDraft } from './queries/read-draft';

const officers = { tag: 'catalogue', roles: ['privacy-officer'] } as const;

const list = query('/v1/catalogue/drafts', {
  ...officers,
  summary: 'List the drafts of the catalogue, the newest first',
  description: 'With what became of each: published, withdrawn, or open still.',
  response: [DraftInList],
});
const read = query('/v1/catalogue/drafts/:draft', {
  ...officers,
  summary: 'Read a draft of the catalogue',
  description: 'Its whole text, and what it says otherwise than the version that it is based on.',
  response: DraftAnswer,
});
const check = query('/v1/catalogue/drafts/:draft/check', {
  ...officers,
  summary: 'Check a draft of the catalogue against the last version, and against what is held',
  description:
    'Each contradiction that a start would refuse it for, what it would change, and of how many subjects data is held that ' +
    'it concerns. What was recorded keeps the rules that it was recorded under (P21).',
  response: DraftCheck,
  problems: ['projection-behind'],
});
const concerned = query('/v1/catalogue/drafts/:draft/subjects', {
  ...officers,
  summary: 'List the subjects that one effect of a draft concerns, by pseudonym',
  description:
    'Those that the check counts for it: an effect is named as the check names it, by its code and by purpose (`processedFor`), recipient and ' +
    'field where it has them. Nothing of anybody is in it; whoever opens one of them looks for a purpose.',
  query: ListConcernedQuery,
  response: ConcernedPage,
  problems: ['projection-behind'],
});
const begin = command('/v1/catalogue/drafts', {
  ...officers,
  summary: 'Begin a draft of the next version of the catalogue',
  description:
    'Nothing is decided by a draft. It has the shape of a catalogue, and may contradict itself until it is published.',
  body: BeginDraftBody,
  answer: BeginDraftAnswer,
  creates: true,
  problems: ['draft-outdated'],
});
const revise = command('/v1/catalogue/drafts/:draft/revise', {
  ...officers,
  summary: 'Give a draft of the catalogue another text',
  description: 'Whoever gives it its last text does not publish it.',
  body: ReviseDraftBody,
  answer: KeptDraft,
  problems: ['draft-closed', 'draft-outdated', 'draft-changed'],
});
const publish = command('/v1/catalogue/drafts/:draft/publish', {
  ...officers,
  summary: 'Publish, as a second officer, a draft as the next version of the catalogue',
  description:
    'From its first day on every command is decided by it, in every process; until then nothing changes. It can be taken back ' +
    'by a later version alone (P21).',
  body: PublishDraftBody,
  problems: ['draft-closed', 'second-officer-needed', 'draft-outdated', 'draft-not-checked', 'draft-refused'],
});
const withdraw = command('/v1/catalogue/drafts/:draft/withdraw', {
  ...officers,
  summary: 'Withdraw a draft of the catalogue',
  description: 'It stays to be read.',
  body: NothingBody,
  problems: ['draft-closed'],
});

/** What officers work on until it is the next version (P21). */
@Controller()
export class DraftsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: PostgresVault,
  ) {}

  @Endpoint(list)
  async list({ context }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListDrafts(context));
  }

  @Endpoint(read)
  async read({ params, context }: Call<typeof read>): Promise<Result<typeof read>> {
    return this.queries.execute(new ReadDraft(params.draft, context));
  }

  @Endpoint(check)
  async check({ params }: Call<typeof check>): Promise<Result<typeof check>> {
    return this.queries.execute(new CheckDraft(params.draft));
  }

  @Endpoint(concerned)
  async concerned({ params, query: by }: Call<typeof concerned>): Promise<Result<typeof concerned>> {
    return this.queries.execute(new ListConcerned(params.draft, by));
  }

  @Endpoint(begin)
  async begin({ body, context }: Call<typeof begin>): Promise<Result<typeof begin>> {
    const draft = this.vault.idFrom(context.commandId, 'draft');
    const outcome = await this.commands.execute(new BeginDraft(draft, body, context));
    const answer = { draft, digest: digestOf(body.catalogue) };
    return { outcome, answer, location: `/v1/catalogue/drafts/${draft}` };
  }

  @Endpoint(revise)
  async revise({ params, body, context }: Call<typeof revise>): Promise<Result<typeof revise>> {
    const outcome = await this.commands.execute(new ReviseDraft(params.draft, body, context));
    return { outcome, answer: { digest: digestOf(body.catalogue) } };
  }

  @Endpoint(publish)
  async publish({ params, body, context }: Call<typeof publish>): Promise<Result<typeof publish>> {
    return { outcome: await this.commands.execute(new PublishDraft(params.draft, body, context)) };
  }

  @Endpoint(withdraw)
  async withdraw({ params, context }: Call<typeof withdraw>): Promise<Result<typeof withdraw>> {
    return { outcome: await this.commands.execute(new WithdrawDraft(params.draft, context)) };
  }
}
