import { randomUUID } from 'node:crypto';
import type { CommandContext } from '#libs/commands';
import { ApproveErasure, BeginErasure } from '#libs/features/erasure';
import { CustomerRecords } from '#features/records/customer-records';
import { Freshness } from '#libs/projections';
import { Register, subjectStreamOf } from '#libs/features/subjects';
import { requestStreamOf } from '#libs/features/requests';
import { TestCore } from '../../../test/setup/core';
import { ResumeExecution, ResumeExecutionHandler } from './commands/resume-execution';
import { CarryOutRequest, type CarryOutRequestBody } from './commands/carry-out-request';
import { RegisterRequest } from './commands/register-request';

let test1: TestCore;
let executions: ResumeExecutionHandler;
let erased: BeginErasure[] = [];

beforeAll(async () => {
  test1 = await TestCore.open();
  const { runner, vault, bus } = test1.core;
  executions = new ResumeExecutionHandler(runner, vault, {
    execute: async (command: object): Promise<never> =>
      command instanceof BeginErasure ? (erased.push(command) as never) : bus.execute(command),
  });
});
afterAll(() => test1.close());
beforeEach(() => (erased = []));

function context(): CommandContext {
  const key = randomUUID();
  const { vault } = test1.core;
  return {
    commandId: vault.commandId('issuer', 'client', 'route', key),

    actor: { role: 'privacy-officer', id: randomUUID() },
    dryRun: false,
  };
}

async function rectification(): Promise<{ subject: string; request: string }> {
  const { vault } = test1.core;
  const registering = context();
  const subject = vault.idFrom(registering.commandId, 'subject');
  const values = { familyName: 'Peeters', givenName: 'Jan', email: 'jan@example.be', address: ADDRESS };
  await test1.core.bus.execute(
    new Register(
      subject,
      { kind: 'natural-person', policy: '2018-05-25', collect: [{ purpose: 'contract', values }] },
      registering,
    ),
  );
  const asking = context();
  const request = vault.idFrom(asking.commandId, 'request');
  const body = { kind: 'rectification', channel: 'letter', subject } as const;
  await test1.core.bus.execute(new RegisterRequest(request, body, asking));
  return { subject, request };
}

const ADDRESS = { street: 'Kerkstraat', number: '1', postalCode: '9000', city: 'Gent', country: 'BE' };

async function carryOut(request: string, body: CarryOutRequestBody): Promise<ResumeExecution> {
  const { events } = await test1.core.bus.execute(new CarryOutRequest(request, body, context()));
  return new ResumeExecution(events[0]!);
}

const begin = (request: string, email: string): Promise<ResumeExecution> =>
  carryOut(request, { correct: { values: { email }, version: 2 } });

const corrections = async (subject: string): Promise<number> =>
  (await test1.core.store.readStream(`subject-${subject}`)).filter(({ type }) => type === 'DataCorrected')
    .length;

test('what was begun and left is resumed by the reactor, under its own ids, once', async () => {
  const { subject, request } = await rectification();
  await begin(request, 'nieuw@example.be');
  await test1.project();
  const { state } = await test1.core.runner.load(requestStreamOf(request));
  expect(Object.values(state.executions)).toEqual([{ act: 'correct', status: 'done' }]);
  expect(await corrections(subject)).toBe(1);
  // What the projection appended is projected in turn.
  await test1.project();
  const { core } = test1;
  const records = new CustomerRecords(core.pool, core.vault, new Freshness(core.store, core.progress));
  const record = await records.read(subject, (await core.store.head())!);
  expect(record?.values.find(({ field }) => field === 'email')).toMatchObject({ value: 'nieuw@example.be' });
});

test('however many take a step, and however often, it is done once', async () => {
  const { subject, request } = await rectification();
  const begun = await begin(request, 'nieuw@example.be');
  const all = await Promise.all([1, 2, 3].map(() => executions.execute(begun)));
  expect(all.map(({ result }) => result)).toEqual(['done', 'done', 'done']);
  expect(await executions.execute(begun)).toEqual({ result: 'done' });
  expect(await corrections(subject)).toBe(1);
});

test('a crash after the correction and before its end: the end follows, the correction does not', async () => {
  const { subject, request } = await rectification();
  const begun = await begin(request, 'nieuw@example.be');
  const { runner, vault, bus } = test1.core;
  class Crash extends Error {}
  const crashing = new ResumeExecutionHandler(runner, vault, {
    execute: async (command: object): Promise<never> => {
      await bus.execute(command);
      throw new Crash();
    },
  });
  await expect(crashing.execute(begun)).rejects.toThrow(Crash);
  expect(await corrections(subject)).toBe(1);
  expect(await executions.execute(begun)).toMatchObject({ result: 'done' });
  expect(await corrections(subject)).toBe(1);
  const { state } = await runner.load(subjectStreamOf(subject));
  expect(state.version).toBe(3);
});

test('an erasure is begun with the request as its source', async () => {
  const { subject } = await rectification();
  const asking = context();
  const request = test1.core.vault.idFrom(asking.commandId, 'request');
  const body = { kind: 'erasure', channel: 'letter', subject } as const;
  await test1.core.bus.execute(new RegisterRequest(request, body, asking));
  const ground = { reason: 'unlawful', finding: 'kept-too-long' } as const;
  const scope = { of: 'purpose', purpose: 'contract' } as const;
  // It is all that is held: somebody else approves it.
  await test1.core.bus.execute(new ApproveErasure(subject, { scope, ...ground, request }, context()));
  const begun = await carryOut(request, { erase: { purpose: 'contract', ...ground } });
  expect(await executions.execute(begun)).toMatchObject({ result: 'done' });
  expect(erased).toMatchObject([{ subject, body: { request, scope, ...ground } }]);
});
