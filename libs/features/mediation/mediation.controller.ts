import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { closed, command, DayText, Endpoint, oneOf, query, TimeText, UuidText } from '#libs/http';
import type { Call, Result } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { Freshness } from '#libs/features/records/http';
import { PostgresVault } from '#libs/vault';
import { MediationCommand, type MediationOutcome } from './command';
import {
  AnswerBody,
  InformBody,
  OpenBody,
  OwnAnswerBody,
  ReplyBody,
  TellBody,
  WithdrawBody,
} from './decisions';
import type { ThirdPartyAnswered } from './events';
import { listMediations } from './list';
import { Mediations } from './mediations';
import { MEDIATION_STATUSES } from './projection';
import { TO_OWNER, textToThirdParty } from './texts';

const tag = 'mediation';
const staff = { tag, roles: ['staff', 'privacy-officer'] } as const;
const text = Type.String();
const Say = Type.Optional(Type.String({ description: 'What is written to the third party.' }));

const open = command('/v1/mediations', {
  tag,
  summary: 'Open a contact mediation for a third party',
  description:
    'Somebody seeks contact with the owner of a domain name (P15). The answer is the same whether anybody here owns ' +
    'it or not; who asks learns nothing of the owner, now or later.',
  roles: ['service', 'staff'],
  scopes: ['matters:write'],
  body: OpenBody,
  answer: closed({ mediation: UuidText }),
  creates: true,
  problems: ['malformed-value'],
});
const tell = command('/v1/mediations/:mediation/tell-third-party', {
  ...staff,
  summary: 'Record that the third party was told that its name is passed on',
  description: 'First of all steps. Answers the text.',
  body: TellBody,
  answer: closed({ text: Say }),
  problems: ['malformed-value', 'mediation-ended'],
});
const inform = command('/v1/mediations/:mediation/inform-owner', {
  ...staff,
  summary: 'Record that the owner was informed',
  description: 'Only after the third party was told. Answers the text, with who seeks contact and why.',
  body: InformBody,
  answer: closed({
    owner: Type.Optional(UuidText),
    text: Type.Optional(text),
    familyName: Type.Optional(text),
    givenName: Type.Optional(text),
    message: Type.Optional(text),
  }),
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
  body: AnswerBody,
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
  summary: 'Answer the third party, which ends the matter',
  description:
    'Unless the owner chose to make contact, the text and its day are the same whatever happened. ' +
    'From then on nothing reads what the third party gave.',
  body: ReplyBody,
  answer: closed({ text: Say }),
  problems: ['answer-not-due', 'third-party-not-told', 'mediation-ended'],
});
const withdraw = command('/v1/mediations/:mediation/withdraw', {
  ...staff,
  summary: 'End a mediation that the third party withdrew',
  body: WithdrawBody,
});

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  cursor: Type.Optional(Type.String({ maxLength: 128 })),
};
const Listed = Type.Object({
  mediation: UuidText,
  opened: TimeText,
  until: DayText,
  latest: DayText,
  status: text,
  owner: Type.Optional(UuidText),
  informed: Type.Boolean(),
  choice: Type.Optional(text),
  outcome: Type.Optional(text),
});
const Page = Type.Object(
  {
    mediations: Type.Array(Listed),
    next: Type.Optional(Type.String({ description: '`cursor` of the next page; absent on the last one.' })),
  },
  { $id: 'MediationPage' },
);
const shown = {
  mediation: UuidText,
  status: text,
  opened: TimeText,
  until: DayText,
  latest: DayText,
  choice: Type.Optional(text),
  outcome: Type.Optional(text),
  domain: Type.Optional(text),
  familyName: Type.Optional(text),
  givenName: Type.Optional(text),
  email: Type.Optional(text),
  message: Type.Optional(text),
  erased: Type.Optional(
    Type.Literal(true, { description: "The matter has ended: the third party's data is gone." }),
  ),
};
const list = query('/v1/mediations', {
  ...staff,
  summary: 'List mediations, the oldest first',
  description: 'No personal value is in it; reading one is a look of its own.',
  query: closed({ ...page, status: Type.Optional(oneOf(MEDIATION_STATUSES)) }),
  position: true,
  response: Page,
  problems: ['projection-behind'],
});
const one = query('/v1/mediations/:mediation', {
  ...staff,
  summary: 'Read a mediation',
  purpose: true,
  response: Type.Object(
    { ...shown, owner: Type.Optional(UuidText), told: Type.Optional(DayText), informed: Type.Boolean() },
    { $id: 'Mediation' },
  ),
  problems: ['key-unavailable', 'purpose-unknown', 'purpose-required'],
});
const own = query('/v1/subjects/:subject/mediations/:mediation', {
  tag,
  summary: 'Read who seeks contact, as the owner',
  roles: ['customer'],
  purpose: true,
  response: Type.Object(shown, { $id: 'OwnMediation' }),
  problems: ['key-unavailable', 'purpose-unknown', 'purpose-required'],
});
const ownList = query('/v1/subjects/:subject/mediations', {
  tag,
  summary: 'List the mediations that the owner was informed of',
  roles: ['customer'],
  query: closed(page),
  position: true,
  response: Page,
  problems: ['projection-behind'],
});

/** Contact mediation (P15). */
@Controller()
export class MediationController {
  constructor(
    private readonly bus: CommandBus,
    private readonly vault: PostgresVault,
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly mediations: Mediations,
  ) {}

  @Endpoint(open)
  async open({ body, context }: Call<typeof open>): Promise<Result<typeof open>> {
    const mediation = this.vault.idFrom(context.commandId, 'mediation');
    const outcome = await this.run(new MediationCommand('open', mediation, body, context));
    return { outcome: ended(outcome), answer: { mediation }, location: `/v1/mediations/${mediation}` };
  }

  @Endpoint(tell)
  async tell({ params, body, context }: Call<typeof tell>): Promise<Result<typeof tell>> {
    const outcome = await this.run(new MediationCommand('tell-third-party', params.mediation, body, context));
    return { outcome: ended(outcome), answer: { text: textToThirdParty('told', outcome.state.language) } };
  }

  @Endpoint(inform)
  async inform({ params, body, context }: Call<typeof inform>): Promise<Result<typeof inform>> {
    const outcome = await this.run(new MediationCommand('inform-owner', params.mediation, body, context));
    const { state, thirdParty = {} } = await this.mediations.open(params.mediation);
    const { familyName, givenName, message } = thirdParty as Readonly<Record<string, string>>;
    return {
      outcome: ended(outcome),
      answer: {
        ...(state.owner !== undefined && { owner: state.owner }),
        text: TO_OWNER[state.language],
        ...(familyName !== undefined && { familyName }),
        ...(givenName !== undefined && { givenName }),
        ...(message !== undefined && { message }),
      },
    };
  }

  @Endpoint(answer)
  async answer({ params, body, context }: Call<typeof answer>): Promise<Result<typeof answer>> {
    return {
      outcome: ended(await this.run(new MediationCommand('answer', params.mediation, body, context))),
    };
  }

  @Endpoint(ownAnswer)
  async ownAnswer({ params, body, context }: Call<typeof ownAnswer>): Promise<Result<typeof ownAnswer>> {
    const { mediation, subject: by } = params;
    const whole = { ...body, channel: 'application', by } as const;
    return { outcome: ended(await this.run(new MediationCommand('answer', mediation, whole, context))) };
  }

  @Endpoint(reply)
  async reply({ params, body, context }: Call<typeof reply>): Promise<Result<typeof reply>> {
    const outcome = await this.run(
      new MediationCommand('answer-third-party', params.mediation, body, context),
    );
    const answered = outcome.events.find(({ type }) => type === 'ThirdPartyAnswered');
    // On a dry run events are sketches: what would be written is not told before it is due.
    const said = (answered?.data as Partial<ThirdPartyAnswered> | undefined)?.answer;
    return {
      outcome: ended(outcome),
      answer: said === undefined ? {} : { text: textToThirdParty(said, outcome.state.language) },
    };
  }

  @Endpoint(withdraw)
  async withdraw({ params, body, context }: Call<typeof withdraw>): Promise<Result<typeof withdraw>> {
    return {
      outcome: ended(await this.run(new MediationCommand('withdraw', params.mediation, body, context))),
    };
  }

  @Endpoint(list)
  async list({ query: asked, position }: Call<typeof list>): Promise<Result<typeof list>> {
    await this.freshness.of('mediations', position);
    const { limit = 100, cursor, status } = asked;
    return listMediations(this.db, { status }, { limit, cursor });
  }

  @Endpoint(one)
  async one({ params, purpose, context }: Call<typeof one>): Promise<Result<typeof one>> {
    const { state, thirdParty } = await this.mediations.open(params.mediation);
    await this.mediations.look(state, purpose, context);
    const { owner, told, informed } = state;
    return {
      ...shownOf(state, thirdParty),
      ...(owner !== undefined && { owner }),
      ...(told !== undefined && { told }),
      informed,
    };
  }

  @Endpoint(own)
  async own({ params, purpose, context }: Call<typeof own>): Promise<Result<typeof own>> {
    const { state, thirdParty } = await this.mediations.open(params.mediation);
    if (state.owner !== params.subject || !state.informed) throw new DomainError('not-found');
    await this.mediations.look(state, purpose, context);
    return shownOf(state, thirdParty);
  }

  @Endpoint(ownList)
  async ownList({ params, query: asked, position }: Call<typeof ownList>): Promise<Result<typeof ownList>> {
    await this.freshness.of('mediations', position);
    const { limit = 100, cursor } = asked;
    return listMediations(this.db, { owner: params.subject }, { limit, cursor });
  }

  private run(mediationCommand: MediationCommand): Promise<MediationOutcome> {
    return this.bus.execute<MediationCommand, MediationOutcome>(mediationCommand);
  }
}

function ended({ outcome, repeated, position }: MediationOutcome): Result<typeof answer>['outcome'] {
  return { outcome, repeated, ...(position !== undefined && { position }) };
}

function shownOf(
  state: Awaited<ReturnType<Mediations['open']>>['state'],
  thirdParty: Awaited<ReturnType<Mediations['open']>>['thirdParty'],
) {
  const { id, status, openedAt, until, latest, choice, outcome } = state;
  return {
    mediation: id,
    status,
    opened: openedAt,
    until,
    latest,
    ...(choice !== undefined && { choice }),
    ...(outcome !== undefined && { outcome }),
    ...(thirdParty ? (thirdParty as Readonly<Record<string, string>>) : { erased: true as const }),
  };
}
