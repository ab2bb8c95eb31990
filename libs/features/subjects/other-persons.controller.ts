import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { command, Endpoint, type Call, type Result } from '#libs/http';
import { answered, made } from './answers';
import {
  MarkOtherPerson,
  MarkOtherPersonAnswer,
  MarkOtherPersonBody,
  SettleOtherPerson,
  SettleOtherPersonBody,
} from './commands';

const tag = 'subjects';
const mark = command('/v1/subjects/:subject/mark-other-person', {
  tag,
  roles: ['service', 'staff', 'privacy-officer'],
  scopes: ['subjects:write'],
  summary: 'Mark a value that concerns another person too',
  description:
    'Such as the e-mail address of somebody in the household. The person whose record it is is not given it, nor the same ' +
    'value where it is held for another purpose, before a privacy officer has weighed the rights of both (Art. 15(4), ' +
    '20(4)), and no request for access or portability is answered before that. Whoever else looks is limited by their ' +
    'purpose.',
  body: MarkOtherPersonBody,
  answer: MarkOtherPersonAnswer,
  problems: ['purpose-unknown', 'field-not-held'],
});
const settle = command('/v1/subjects/:subject/settle-other-person', {
  tag,
  roles: ['privacy-officer'],
  summary: 'Decide whether a value that concerns another person is shown',
  description:
    '`left-out`: record, access document and what is taken along say that something was left out, and why (Art. 15(4), ' +
    '20(4)). It can be decided anew.',
  body: SettleOtherPersonBody,
  problems: ['mark-unknown'],
});

/** Values that concern others than whose record they are in (Art. 15(4)). */
@Controller()
export class OtherPersonsController {
  constructor(private readonly bus: CommandBus) {}

  @Endpoint(mark)
  async mark({ params, body, context }: Call<typeof mark>): Promise<Result<typeof mark>> {
    const outcome = await this.bus.execute(new MarkOtherPerson(params.subject, body, context));
    return answered(outcome, made(outcome, 'OtherPersonMarked', 'mark'));
  }

  @Endpoint(settle)
  async settle({ params, body, context }: Call<typeof settle>): Promise<Result<typeof settle>> {
    return answered(await this.bus.execute(new SettleOtherPerson(params.subject, body, context)));
  }
}
