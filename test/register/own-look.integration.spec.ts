import { randomUUID } from 'node:crypto';
import { CommandBus, QueryBus, type IQuery } from '@nestjs/cqrs';
import { ListAccesses } from '#features/portal/queries/list-accesses';
import { ReadOverview } from '#features/portal/queries/read-overview';
import { ReadReport } from '#features/portal/queries/read-report';
import { ExportRegisterOfSubject } from '#features/register/queries/export-register-of-subject';
import { ReadRegisterOfSubject } from '#features/register/queries/read-register-of-subject';
import { SearchRegister } from '#features/register/queries/search-register';
import { Catalogues } from '#libs/catalogue';
import { CommandRunner, type CommandContext } from '#libs/commands';
import { Looks } from '#libs/features/access';
import { Audits } from '#libs/features/audits';
import { Register } from '#libs/features/subjects';
import { Clock } from '#libs/kernel';
import { findEntries } from '#libs/register/postgres';
import { TestCore } from '../setup/core';

let own: TestCore;
let subject: string;

/** Looks that are in the register as soon as they are recorded: the projector is never slower than whoever reads. */
class PromptLooks extends Looks {
  override async record(...look: Parameters<Looks['record']>): Promise<void> {
    await super.record(...look);
    await own.project();
  }
}
class PromptAudits extends Audits {
  override async look(...look: Parameters<Audits['look']>): Promise<void> {
    await super.look(...look);
    await own.project();
  }
}

beforeAll(async () => {
  own = await TestCore.open(undefined, builder =>
    builder
      .overrideProvider(Looks)
      .useFactory({
        factory: (bus: CommandBus, catalogues: Catalogues, clock: Clock) =>
          new PromptLooks(bus, catalogues, clock),
        inject: [CommandBus, Catalogues, Clock],
      })
      .overrideProvider(Audits)
      .useFactory({
        factory: (runner: CommandRunner, clock: Clock, bus: CommandBus) =>
          new PromptAudits(runner, clock, bus),
        inject: [CommandRunner, Clock, CommandBus],
      }),
  );
  subject = randomUUID();
  await own.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect: [] });
  await own.project();
});
afterAll(() => own.close());

const PURPOSE = 'data-subject-request';
const caller = { role: 'customer' } as const;
type Ask = (context: CommandContext) => IQuery;
const questions: [string, Ask][] = [
  ['the register of a subject', c => new ReadRegisterOfSubject(subject, {}, PURPOSE, undefined, c, caller)],
  [
    'the same, as an officer sees it',
    c => new ReadRegisterOfSubject(subject, {}, PURPOSE, undefined, c, { role: 'privacy-officer' }),
  ],
  ['the register by subject', c => new SearchRegister({ subject }, PURPOSE, undefined, c)],
  ['the register', c => new SearchRegister({}, PURPOSE, undefined, c)],
  ['an export', c => new ExportRegisterOfSubject(subject, 'jsonl', PURPOSE, undefined, c, caller)],
  ['accesses', c => new ListAccesses(subject, {}, PURPOSE, undefined, c, 'subject')],
  ['the overview', c => new ReadOverview(subject, PURPOSE, undefined, c)],
];

/** An answer as text; what is read line by line, to its end. */
async function answerTo(ask: Ask): Promise<string> {
  const answer: unknown = await own.core.get(QueryBus).execute(ask(own.context()));
  if (typeof answer !== 'object' || answer === null || !(Symbol.asyncIterator in answer))
    return JSON.stringify(answer);
  const lines: string[] = [];
  for await (const line of answer as AsyncIterable<string>) lines.push(line);
  return lines.join('');
}
const looks = async (): Promise<string[]> =>
  (await findEntries(own.core.pool, { kind: 'looked' }, { limit: 500 })).entries.map(
    ({ entry }) => entry.time,
  );

test.each(questions)(
  'P09 the answer to %s holds the looks before it, and not the one that it is',
  async (_, ask) => {
    // One that stands in the answer to the next.
    await answerTo(ask);
    const before = await looks();
    const answer = await answerTo(ask);
    const since = (await looks()).filter(time => !before.includes(time));
    expect(since).toHaveLength(1);
    expect(answer).not.toContain(since[0]);
  },
);

test('P09 a report holds the looks before it, and not the one that it is', async () => {
  const id = randomUUID();
  await own.carryOut(Register, id, { kind: 'natural-person', policy: '2018-05-25', collect: [] });
  await own.project();
  const report: Ask = c => new ReadReport(id, { language: 'en' }, PURPOSE, undefined, c);
  const [first, second] = [await answerTo(report), await answerTo(report)];
  expect(first).toContain('Nobody looked at your data.');
  expect(first).not.toContain('data looked at: the whole overview');
  expect(second).not.toContain('Nobody looked at your data.');
  expect(second).toContain('data looked at: the whole overview');
});
