import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { EventStoreDBClient } from '@eventstore/db-client';
import { strangerOn } from '../../../test/peers/eventstoredb';
import { aStream, events, failure, idsOf, outcome, readToEnd } from '../testing/events';
import { parseAddress } from './connection-string';
import { grantAll } from './grant-all';
import { openEventStoreDb } from './open';

/** A server with TLS and users: EVENTSTORE_URL by a user of its own, EVENTSTORE_ADMIN by an administrator. */
const { EVENTSTORE_URL: url = '', EVENTSTORE_ADMIN: admin = '' } = process.env;
const hasUsers = /\/\/[^@]+@/.test(url) && admin !== '';

(hasUsers ? describe : describe.skip)(
  'on a server with TLS and users, the service by a user of its own',
  () => {
    const unique = randomBytes(4).toString('hex');
    const prefix = `access_${unique}`;
    const as = (user: string): string => url.replace(/\/\/[^@]+@/, `//${user}:its-own@`);
    const stranger = `stranger-${unique}`;
    beforeAll(async () => {
      await makeUser(stranger, 'its-own');
      await grantAll(admin, parseAddress(url).user!);
    });

    test('it reads and writes its log; each stream is closed to others before its first event, by the service itself', async () => {
      const store = await openEventStoreDb(`${url}&streamPrefix=${prefix}`);
      const [stream, batch] = [aStream(), events(2)];
      await store.append(stream, 'no-stream', batch);
      expect(idsOf(await readToEnd(store, null))).toEqual(idsOf(batch));

      const client = EventStoreDBClient.connectionString(admin);
      const { metadata } = await client.getStreamMetadata(`${prefix}.${stream}`);
      const both = [parseAddress(url).user, '$admins'];
      await client.dispose();
      const acl = {
        readRoles: both,
        writeRoles: both,
        deleteRoles: both,
        metaReadRoles: both,
        metaWriteRoles: both,
      };
      expect(metadata).toEqual({ acl });

      const other = strangerOn(as(stranger));
      const full = `${prefix}.${stream}`;
      for (const act of [
        () => other.write(full, { any: 'thing' }),
        () => other.describe(full, { $maxCount: 1 }),
        () => other.tombstone(full),
      ])
        expect(await outcome(act())).toBe('AccessDeniedError');
      await other.leave();
      expect(await store.append(stream, 1, events(1))).toMatchObject({ revision: 2 });
      await store.close();
    });

    test('who was not let read $all is refused at start, with what to do; let so twice is once', async () => {
      const refused = (await failure(openEventStoreDb(`${as(stranger)}&streamPrefix=${prefix}`))) as Error;
      expect(refused.message).toContain('EventStoreDB does not allow the user of EVENTSTORE_URL');
      await grantAll(admin, parseAddress(url).user!);
      await (await openEventStoreDb(`${url}&streamPrefix=${prefix}`)).close();
    });
  },
);

async function makeUser(loginName: string, password: string): Promise<void> {
  const [host] = parseAddress(admin).hosts;
  const [, user = '', secret = ''] = /\/\/([^:]+):([^@]*)@/.exec(admin)!;
  const ca = readFileSync(/tlsCAFile=([^&]+)/.exec(admin)![1]!);
  const status = await new Promise((resolve, reject) => {
    const call = request(`https://${host}/users/`, {
      method: 'POST',
      ca,
      auth: `${decodeURIComponent(user)}:${decodeURIComponent(secret)}`,
      headers: { 'content-type': 'application/json' },
    });
    call.on('response', response => resolve(response.resume().statusCode)).on('error', reject);
    call.end(JSON.stringify({ loginName, fullName: loginName, groups: [], password }));
  });
  expect(status).toBe(201);
}
