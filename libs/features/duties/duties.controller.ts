import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { DutiesOfSubject, DutyPage } from './answers';
import { ConfirmTelling, ConfirmTellingBody } from './commands/confirm-telling';
import { RecordTellingFailed, RecordTellingFailedBody } from './commands/record-telling-failed';
import { TellRecipient, TellRecipientBody } from './commands/tell-recipient';
import { WaiveDuty, WaiveDutyBody } from './commands/waive-duty';
import { TellRecipientAnswer } from './notice';
import { Notices } from './notices';
import { ListDuties, ListDutiesQuery } from './queries/list-duties';
import { ReadDuties } from './queries/read-duties';

const tag = 'duties';
const acting = { tag, roles: ['privacy-officer', 'service'], scopes: ['sharings:write'] } as const;

const list = query('/v1/duties', {
  tag,
  summary: 'List recipients that are to be told, the first due first',
  description:
    'Art. 19. A recipient that got what was corrected, erased or restricted is told so. Open duties, unless another status is asked.',
  roles: ['privacy-officer', 'service'],
  scopes: ['sharings:write'],
  query: ListDutiesQuery,
  position: true,
  response: DutyPage,
  problems: ['projection-behind'],
});
const ofSubject = query('/v1/subjects/:subject/duties', {
  tag,
  summary: 'Read who is to be told of what was done to a subject’s data, and who was',
  description:
    'Art. 19, second sentence: the person sees it too. Also of a subject that was erased. A look (P09).',
  roles: ['customer', 'privacy-officer', 'service'],
  scopes: ['subjects:read'],
  purpose: true,
  response: DutiesOfSubject,
});
const tell = command('/v1/subjects/:subject/duties/:duty/tell', {
  ...acting,
  summary: 'Tell a recipient, and get what to tell it',
  description:
    'Art. 19. Allowed where sharing is not. Answers the notice, in the recipient’s format where there is one, and a letter: ' +
    'only what this recipient got. Of an erasure it can be told for 90 days.',
  body: TellRecipientBody,
  answer: TellRecipientAnswer,
  problems: [
    'duty-closed',
    'telling-impossible',
    'malformed-value',
    'format-not-available',
    'format-extension-missing',
    'field-missing',
    'transit-missing',
    'value-not-representable',
  ],
});
const confirm = command('/v1/subjects/:subject/duties/:duty/confirm', {
  ...acting,
  summary: 'Record that a recipient has done the same',
  description: 'The duty is over: what was held of the person to tell this recipient becomes unreadable.',
  body: ConfirmTellingBody,
  problems: ['recipient-not-told'],
});
const fail = command('/v1/subjects/:subject/duties/:duty/record-failed', {
  ...acting,
  summary: 'Record that a telling did not arrive',
  description: 'The recipient has to be told again.',
  body: RecordTellingFailedBody,
  problems: ['recipient-not-told'],
});
const waive = command('/v1/subjects/:subject/duties/:duty/waive', {
  tag,
  summary: 'Find that a recipient cannot be told, or only with a disproportionate effort',
  description: 'Art. 19, first sentence. The duty ends once a second officer finds the same.',
  roles: ['privacy-officer'],
  body: WaiveDutyBody,
  problems: ['duty-closed', 'second-officer-needed'],
});

/** Duties to tell recipients (Art. 19). */
@Controller()
export class DutiesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly notices: Notices,
  ) {}

  @Endpoint(list)
  async list({ query: asked, position, context }: Call<typeof list>): Promise<Result<typeof list>> {
    return this.queries.execute(new ListDuties(asked, position, context.actor));
  }

  @Endpoint(ofSubject)
  async ofSubject(call: Call<typeof ofSubject>): Promise<Result<typeof ofSubject>> {
    const { params, purpose, context } = call;
    return this.queries.execute(new ReadDuties(params.subject, purpose, context));
  }

  @Endpoint(tell)
  async tell({ params, body, context }: Call<typeof tell>): Promise<Result<typeof tell>> {
    const { subject, duty } = params;
    const outcome = await this.commands.execute(new TellRecipient(subject, duty, body, context));
    const [event] = outcome.events;
    const told = written(outcome, 'RecipientTold');
    // Not on a dry run: nothing is shown that is not on record.
    const answer =
      outcome.outcome === 'done' && event && told
        ? await this.notices.of(subject, duty, outcome.revision, {
            ...body,
            at: new Date(event.time),
            // Told before words had editions, the letter was of the first.
            words: told.words ?? [],
          })
        : {};
    return { outcome, answer };
  }

  @Endpoint(confirm)
  async confirm({ params, context }: Call<typeof confirm>): Promise<Result<typeof confirm>> {
    return { outcome: await this.commands.execute(new ConfirmTelling(params.subject, params.duty, context)) };
  }

  @Endpoint(fail)
  async fail({ params, body, context }: Call<typeof fail>): Promise<Result<typeof fail>> {
    const command = new RecordTellingFailed(params.subject, params.duty, body, context);
    return { outcome: await this.commands.execute(command) };
  }

  @Endpoint(waive)
  async waive({ params, body, context }: Call<typeof waive>): Promise<Result<typeof waive>> {
    return {
      outcome: await this.commands.execute(new WaiveDuty(params.subject, params.duty, body, context)),
    };
  }
}
