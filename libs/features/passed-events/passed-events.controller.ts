import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Controller, Inject } from '@nestjs/common';
import { written } from '#libs/commands';
import { command, Endpoint, query, type Call, type Result } from '#libs/http';
import { Vault } from '#libs/vault';
import type { PostgresVault } from '#libs/vault/postgres';
import { Passings } from './answers';
import { ApprovePassing, ApprovePassingBody } from './commands/approve-passing';
import { MakeUpForPassed, MakeUpForPassedAnswer, MakeUpForPassedBody } from './commands/make-up-for-passed';
import { ProposePassing, ProposePassingAnswer, ProposePassingBody } from './commands/propose-passing';
import { WithdrawPassing, WithdrawPassingBody } from './commands/withdraw-passing';
import { ListPassings } from './queries/list-passings';
import { REGISTER } from './state';

const officers = { tag: 'register', roles: ['privacy-officer'] } as const;

const propose = command('/v1/passings', {
  ...officers,
  summary: 'Propose that projections pass over the event that they stand at',
  description:
    'When no version of the program can apply it. The event stays in the log; the projections do not try it again until a ' +
    'second officer approves or somebody withdraws. See "A projection stands at an event" in docs/operations.md.',
  body: ProposePassingBody,
  answer: ProposePassingAnswer,
  creates: true,
  problems: ['event-not-stood-at', 'event-hash-differs', 'event-not-passable', 'passing-proposed'],
});
const approve = command('/v1/passings/:passing/approve', {
  ...officers,
  summary: 'Approve, as a second officer, that projections pass over an event',
  description:
    'For good: whenever they are built anew they pass over it, so that the register has the same bytes.',
  body: ApprovePassingBody,
  problems: ['passing-closed', 'second-officer-needed', 'event-not-stood-at'],
});
const withdraw = command('/v1/passings/:passing/withdraw', {
  ...officers,
  summary: 'Withdraw a proposal: the projections try the event again',
  description: 'By an officer, while nobody has agreed to it.',
  body: WithdrawPassingBody,
  problems: ['passing-closed'],
});
const makeUp = command('/v1/passings/:passing/make-up', {
  ...officers,
  summary: 'Add what is missing of an event that was passed over',
  description:
    'By a version of the program that can apply it. The register gets the missing entries as new ones, which name the event; ' +
    'other read models have it when they are built anew.',
  body: MakeUpForPassedBody,
  answer: MakeUpForPassedAnswer,
  problems: ['passing-not-approved', 'event-hash-differs', 'event-not-applicable'],
});
const list = query('/v1/passings', {
  ...officers,
  summary: 'List what projections stand at, and what was decided about such events',
  description:
    'What is proposed and what stands, by event and projection; whom an event concerns is not told.',
  response: Passings,
});

/** Events that projections pass over. */
@Controller()
export class PassedEventsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(Vault) private readonly vault: PostgresVault,
  ) {}

  @Endpoint(propose)
  async propose({ body, context }: Call<typeof propose>): Promise<Result<typeof propose>> {
    const passing = this.vault.idFrom(context.commandId, 'passing');
    const outcome = await this.commands.execute(new ProposePassing(passing, body, context));
    return { outcome, answer: { passing }, location: '/v1/passings' };
  }

  @Endpoint(approve)
  async approve({ params, context }: Call<typeof approve>): Promise<Result<typeof approve>> {
    return { outcome: await this.commands.execute(new ApprovePassing(params.passing, context)) };
  }

  @Endpoint(withdraw)
  async withdraw({ params, context }: Call<typeof withdraw>): Promise<Result<typeof withdraw>> {
    return { outcome: await this.commands.execute(new WithdrawPassing(params.passing, context)) };
  }

  @Endpoint(makeUp)
  async makeUp({ params, context }: Call<typeof makeUp>): Promise<Result<typeof makeUp>> {
    const outcome = await this.commands.execute(new MakeUpForPassed(params.passing, context));
    const { drafts = [], projections = [] } = written(outcome, 'PassedEventMadeUp') ?? {};
    const rebuild = projections.filter(name => name !== REGISTER);
    return { outcome, answer: { entries: drafts.length, rebuild } };
  }

  @Endpoint(list)
  async list(): Promise<Result<typeof list>> {
    return this.queries.execute(new ListPassings());
  }
}
