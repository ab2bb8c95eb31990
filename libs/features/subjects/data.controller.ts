import { Vault } from '#libs/vault';
import { Inject, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { written } from '#libs/commands';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import type { PostgresVault } from '#libs/vault/postgres';
import { answered } from './answers';
import { UNSETTLED } from './asked-for';
import {
  Collect,
  CollectBody,
  Correct,
  CorrectAnswer,
  CorrectBody,
  Register,
  RegisterAnswer,
  RegisterBody,
  registeredIds,
  requireOwnWay,
  UseFurther,
  UseFurtherBody,
  recipientsToTell,
} from './commands';

const tag = 'subjects';
const write = { tag, roles: ['service', 'staff'], scopes: ['subjects:write'] } as const;

const register = command('/v1/subjects', {
  ...write,
  summary: 'Register a subject',
  description:
    'With the least that the contract needs (P01), and with what else a sign-up brings: documents, identity, login, domains, ' +
    'services, a way to pay, decided in this order as their own commands decide them, then what is collected. All of it is ' +
    'recorded, or nothing; a refusal names the place of its part in `pointer` or in `errors`. The id follows from the ' +
    'Idempotency-Key.',
  body: RegisterBody,
  answer: RegisterAnswer,
  creates: true,
  problems: [
    'purpose-closed',
    'field-not-needed',
    'field-missing',
    'document-version-unknown',
    'terms-not-accepted',
    'login-taken',
    'login-confusable',
    'identity-taken',
    'extension-unknown',
    'domain-has-holder',
    'link-unknown',
    'instance-unknown',
    'malformed-value',
  ],
});
const collect = command('/v1/subjects/:subject/collect', {
  ...write,
  roles: ['service', 'staff', 'customer'],
  summary: 'Collect values for a purpose',
  description:
    'Refused, on record, where the purpose does not need a field (P03, P04) or is not open (P22). A customer adds what ' +
    'is optional for the purpose, such as a telephone number or a language (P17).',
  body: CollectBody,
  problems: [
    'purpose-unknown',
    'purpose-objected',
    'purpose-closed',
    'field-not-needed',
    'field-not-optional',
    'malformed-value',
    'field-missing',
    'terms-not-accepted',
  ],
});
const useFurther = command('/v1/subjects/:subject/use-further', {
  ...write,
  summary: 'Use held values for a further purpose',
  description:
    'Sealed anew for the further purpose, which is open, needs the fields, and has a basis of its own (P04, P22). Who gave a value stays who gave it.',
  body: UseFurtherBody,
  problems: [
    'matter-purpose-only',
    'purpose-unknown',
    'purpose-objected',
    'purpose-closed',
    'field-not-held',
    'field-not-needed',
    'subject-restricted',
  ],
});
const correct = command('/v1/subjects/:subject/correct', {
  tag,
  summary: 'Correct held values',
  description:
    'By the customer in the application, or asked for in writing (P17, P18; Art. 16): staff names the request, whose identity ' +
    'is settled (P19). Answers who must hear of it (Art. 19).',
  roles: ['service', 'staff', 'privacy-officer', 'customer'],
  scopes: ['subjects:write'],
  ifMatch: true,
  body: CorrectBody,
  answer: CorrectAnswer,
  problems: ['channel-not-allowed', 'request-needed', ...UNSETTLED, 'field-not-held', 'field-not-needed'],
});

/** Data of a subject: registered, collected, used further, corrected. */
@Controller()
export class DataController {
  constructor(
    private readonly bus: CommandBus,
    @Inject(Vault) private readonly vault: PostgresVault,
  ) {}

  @Endpoint(register)
  async register({ body, context }: Call<typeof register>): Promise<Result<typeof register>> {
    const subject = this.vault.idFrom(context.commandId, 'subject');
    const outcome = await this.bus.execute(new Register(subject, body, context));
    return answered(outcome, { subject, ...registeredIds(outcome) }, `/v1/subjects/${subject}`);
  }

  @Endpoint(collect)
  async collect({ params, body, context }: Call<typeof collect>): Promise<Result<typeof collect>> {
    return answered(await this.bus.execute(new Collect(params.subject, body, context)));
  }

  @Endpoint(useFurther)
  async useFurther({ params, body, context }: Call<typeof useFurther>): Promise<Result<typeof useFurther>> {
    return answered(await this.bus.execute(new UseFurther(params.subject, body, context)));
  }

  @Endpoint(correct)
  async correct(call: Call<typeof correct>): Promise<Result<typeof correct>> {
    const { params, body, context, caller, version } = call;
    requireOwnWay(caller.role, body);
    const outcome = await this.bus.execute(new Correct(params.subject, body, context, version));
    const corrected = written(outcome, 'DataCorrected')?.purposes ?? [];
    return answered(outcome, { tell: recipientsToTell(outcome.state, corrected) });
  }
}
