import { randomUUID } from 'node:crypto';
import { TestCore } from '../../../test/setup/core';
import {
  LinkLogin,
  type LoginLinked,
  Register,
  StartService,
  type SubjectOutcome,
  UnlinkLogin,
  subjectOwner,
} from '.';

/** Two processes of the service: what one has cached of a stream, the other has gone beyond. */
let one: TestCore;
let other: TestCore;
beforeAll(async () => {
  one = await TestCore.open();
  other = await one.another();
});
afterAll(async () => {
  await other.close();
  await one.close();
});

async function registered(): Promise<string> {
  const subject = randomUUID();
  await one.carryOut(Register, subject, { kind: 'natural-person', policy: '2018-05-25', collect: [] });
  // The other process has seen it as it is now.
  await other.carryOut(StartService, subject, { type: 'hosting' });
  return subject;
}

const linkOf = ({ events }: SubjectOutcome<'LoginLinked'>): string => (events[0]!.data as LoginLinked).link;

describe('P05: a late retry, through a process that has not seen what came after', () => {
  test('of a link that was undone since gives the name to nobody again', async () => {
    const [subject, commandId, login] = [await registered(), randomUUID(), `gone.${randomUUID()}`];
    const linked = await one.carryOut(LinkLogin, subject, { login }, { commandId });
    await one.carryOut(UnlinkLogin, subject, { link: linkOf(linked) });

    const late = await other.carryOut(LinkLogin, subject, { login }, { commandId });

    expect(late).toMatchObject({ repeated: true, revision: linked.revision });
    expect(await one.core.vault.find('login', login)).toEqual([]);
  });

  test('of a link whose name is another’s by now is answered as it was, and takes nothing', async () => {
    const [subject, commandId, login] = [await registered(), randomUUID(), `moved.${randomUUID()}`];
    const linked = await one.carryOut(LinkLogin, subject, { login }, { commandId });
    await one.carryOut(UnlinkLogin, subject, { link: linkOf(linked) });
    const next = await registered();
    await one.carryOut(LinkLogin, next, { login });

    const late = await other.carryOut(LinkLogin, subject, { login }, { commandId });

    expect(late).toMatchObject({ repeated: true, revision: linked.revision });
    expect(await one.core.vault.find('login', login)).toEqual([{ owner: subjectOwner(next) }]);
  });

  test('of a link that stands confirms it', async () => {
    const [subject, commandId, login] = [await registered(), randomUUID(), `stands.${randomUUID()}`];
    await one.carryOut(LinkLogin, subject, { login }, { commandId });
    expect(await other.carryOut(LinkLogin, subject, { login }, { commandId })).toMatchObject({
      repeated: true,
    });
    expect(await one.core.vault.find('login', login)).toEqual([{ owner: subjectOwner(subject) }]);
  });
});
