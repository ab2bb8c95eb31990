import { Vault } from '#libs/vault';
import { Inject, Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { command, Endpoint, PageQuery, query, type Call, type Result } from '#libs/http';
import type { PostgresVault } from '#libs/vault/postgres';
import { HandledMediation, MediationPage, OwnMediation } from './answers';
import { AnswerMediation, AnswerMediationBody, OwnAnswerBody } from './commands/answer-mediation';
import {
  AnswerThirdParty,
  AnswerThirdPartyAnswer,
  AnswerThirdPartyBody,
} from './commands/answer-third-party';
import { InformOwner, InformOwnerAnswer, InformOwnerBody } from './commands/inform-owner';
import { OpenMediation, OpenMediationAnswer, OpenMediationBody } from './commands/open-mediation';
import { TellThirdParty, TellThirdPartyAnswer, TellThirdPartyBody } from './commands/tell-third-party';
import { WithdrawMediation, WithdrawMediationBody } from './commands/withdraw-mediation';
import { Mediations, type OpenedMediation } from './mediations';
import { ListMediations, ListMediationsQuery } from './queries/list-mediations';
import { ReadMediation } from './queries/read-mediation';
import { statusOf } from './state';
import { textToOwner, textToThirdParty } from './texts';

const tag = 'mediation';
const staff = { tag, roles: ['staff', 'privacy-officer'] } as const;

const open = command('/v1/mediations', {
  tag,
  summary: 'Open a contact mediation for a third party',
  description:
    'Somebody seeks contact with the owner of a domain name (P15). The answer is the same whether anybody here owns ' +
    'it or not; who asks learns nothing of the owner, now or later.',
  roles: ['service', 'staff'],
  scopes: ['matters:write'],
  body: OpenMediationBody,
  answer: OpenMediationAnswer,
  creates: true,
  problems: ['malformed-value'],
});
const tell = command('/v1/mediations/:mediation/tell-third-party', {
  ...staff,
  summary: 'Record that the third party was told that its name is passed on',
  description: 'First of all steps. Answers the text.',
  body: TellThirdPartyBody,
  answer: TellThirdPartyAnswer,
  problems: ['malformed-value', 'mediation-ended'],
});
const inform = command('/v1/mediations/:mediation/inform-owner', {
  ...staff,
  summary: 'Record that the owner was informed',
  description:
    'Only after the third party was told. Answers the text, with who seeks contact and why once that is on record: on a ' +
    'dry run, and where the owner was informed before, the text alone.',
  body: InformOwnerBody,
  answer: InformOwnerAnswer,
  problems: [
    'purpose-objected',
    'third-party-not-told',
    'owner-unknown',
    'answer-period-over',
    'mediation-ended',
  ],
});
const answer = command('/v1/mediations/:mediation/answer', {
  ...staff,
  summary: "Record the owner's choice, or another one",
  description:
    'By staff, as the owner told it. A later choice takes the place of an earlier one until the third party is answered (P15).',
  body: AnswerMediationBody,
  problems: ['owner-not-informed', 'mediation-ended'],
});
const ownAnswer = command('/v1/subjects/:subject/mediations/:mediation/answer', {
  tag,
  summary: 'Accept or decline contact, as the owner',
  description: 'Freely, and otherwise again until the third party has its answer.',
  roles: ['customer'],
  body: OwnAnswerBody,
  problems: ['mediation-ended'],
});
const reply = command('/v1/mediations/:mediation/answer-third-party', {
  ...staff,
  summary: 'Answer the third party',
  description:
    'Unless the owner chose to make contact, the text and its day are the same whatever happened, and the matter ends: from ' +
    'then on nothing reads what the third party gave. An owner who makes contact reads it until `keptUntil`, which ends the ' +
    'matter: how long that is stands in the catalogue (`mediation`).',
  body: AnswerThirdPartyBody,
  answer: AnswerThirdPartyAnswer,
  problems: ['answer-not-due', 'third-party-not-told', 'mediation-ended'],
});
const withdraw = command('/v1/mediations/:mediation/withdraw', {
  ...staff,
  summary: 'End a mediation that the third party withdrew',
  description: 'What the third party gave is unreadable from then on.',
  body: WithdrawMediationBody,
});

const list = query('/v1/mediations', {
  ...staff,
  summary: 'List mediations, the oldest first',
  description: 'No personal value is in it; reading one is a look of its own.',
  query: ListMediationsQuery,
  position: true,
  response: MediationPage,
  problems: ['projection-behind'],
});
const one = query('/v1/mediations/:mediation', {
  ...staff,
  summary: 'Read a mediation',
  description:
    'With who seeks contact and the message, for the mediation only; a look, on record with the owner (P09, P15).',
  purpose: true,
  response: HandledMediation,
  problems: ['key-unavailable', 'purpose-unknown', 'purpose-required'],
});
const own = query('/v1/subjects/:subject/mediations/:mediation', {
  tag,
  summary: 'Read who seeks contact, as the owner',
  description:
    'Name and message of who seeks contact, who was told that they are passed on; the e-mail address while the choice is to ' +
    'make contact (P15).',
  roles: ['customer'],
  purpose: { own: 'mediation' },
  response: OwnMediation,
  problems: ['key-unavailable', 'purpose-unknown', 'purpose-required'],
});
const ownList = query('/v1/subjects/:subject/mediations', {
  tag,
  summary: 'List the mediations that the owner was informed of',
  description:
    'Each with its state and the choice that was made; who seeks contact is in the mediation itself.',
  roles: ['customer'],
  query: PageQuery,
  position: true,
  response: MediationPage,
  problems: ['projection-behind'],
});

/** Contact mediation (P15). */
@Controller()
export class MediationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: PostgresVault,
    private readonly mediations: Mediations,
  ) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    const mediation = this.vault.idFrom(context.commandId, 'mediation');
    const outcome = await this.commands.execute(new OpenMediation(mediation, body, context));
    return { outcome, answer: { mediation }, location: `/v1/mediations/${mediation}` };
  }

  @Endpoint(tell)
  async tell({ params, body, context }: Call<typeof tell>): Promise<Result<typeof tell>> {
    const outcome = await this.commands.execute(new TellThirdParty(params.mediation, body, context));
    const { language, words } = outcome.state;
    return { outcome, answer: { text: textToThirdParty('told', { language, words: words.told }) } };
  }

  @Endpoint(inform)
  async inform({ params, body, context }: Call<typeof inform>): Promise<Result<typeof inform>> {
    const outcome = await this.commands.execute(new InformOwner(params.mediation, body, context));
    const { owner, language, words } = outcome.state;
    const text = textToOwner({ language, words: words.informed });
    const answer = { ...(owner !== undefined && { owner }), text };
    // P09: nobody sees who seeks contact unless it is on record that this was passed on; a dry run records nothing.
    if (!written(outcome, 'OwnerInformed')) return { outcome, answer };
    const { thirdParty = {} } = await this.mediations.open(params.mediation);
    const { familyName, givenName, message } = thirdParty as Readonly<Record<string, string>>;
    return {
      outcome,
      answer: {
        ...answer,
        ...(familyName !== undefined && { familyName }),
        ...(givenName !== undefined && { givenName }),
        ...(message !== undefined && { message }),
      },
    };
  }

  @Endpoint(answer)
  async answer({ params, body, context }: Call<typeof answer>): Promise<Result<typeof answer>> {
    return { outcome: await this.commands.execute(new AnswerMediation(params.mediation, body, context)) };
  }

  @Endpoint(ownAnswer)
  async ownAnswer({ params, body, context }: Call<typeof ownAnswer>): Promise<Result<typeof ownAnswer>> {
    const whole = { ...body, channel: 'application' } as const;
    const command = new AnswerMediation(params.mediation, whole, context, params.subject);
    return { outcome: await this.commands.execute(command) };
  }

  @Endpoint(reply)
  async reply({ params, body, context }: Call<typeof reply>): Promise<Result<typeof reply>> {
    const outcome = await this.commands.execute(new AnswerThirdParty(params.mediation, body, context));
    // Not on a dry run: what would be written is not told before it is due.
    const answered = written(outcome, 'ThirdPartyAnswered');
    if (!answered) return { outcome, answer: {} };
    const { answer, keptUntil, words = [] } = answered;
    const text = textToThirdParty(answer, { language: outcome.state.language, keptUntil, words });
    return { outcome, answer: { text, ...(keptUntil !== undefined && { keptUntil }) } };
  }

  @Endpoint(withdraw)
  async withdraw({ params, context }: Call<typeof withdraw>): Promise<Result<typeof withdraw>> {
    return { outcome: await this.commands.execute(new WithdrawMediation(params.mediation, context)) };
  }

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListMediations(asked, position));
  }

  @Endpoint(one)
  async one({ params, purpose, context }: Call<typeof one>): Promise<Result<typeof one>> {
    const opened = await this.queries.execute(new ReadMediation(params.mediation, purpose, context));
    const { owner, told, informed } = opened.state;
    return {
      ...shownOf(opened),
      status: statusOf(opened.state),
      ...(owner !== undefined && { owner }),
      ...(told !== undefined && { told }),
      informed,
    };
  }

  @Endpoint(own)
  async own({ params, purpose, context }: Call<typeof own>): Promise<Result<typeof own>> {
    const { mediation, subject } = params;
    return shownOf(await this.queries.execute(new ReadMediation(mediation, purpose, context, subject)));
  }

  @Endpoint(ownList)
  async ownList({ params, query: asked, position }: Call<typeof ownList>): Promise<Result<typeof ownList>> {
    return this.queries.execute(new ListMediations({ ...asked, owner: params.subject }, position));
  }
}

function shownOf({ state, thirdParty }: OpenedMediation) {
  const { id, status, openedAt, until, latest, keptUntil, choice, outcome } = state;
  return {
    mediation: id,
    status,
    opened: openedAt,
    until,
    latest,
    ...(keptUntil !== undefined && { keptUntil }),
    ...(choice !== undefined && { choice }),
    ...(outcome !== undefined && { outcome }),
    ...(thirdParty ? (thirdParty as Readonly<Record<string, string>>) : { erased: true as const }),
  };
}
