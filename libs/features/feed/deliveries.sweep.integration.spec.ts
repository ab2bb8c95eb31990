import { randomUUID } from 'node:crypto';
import { TestCore } from '../../../test/setup/core';
import { RegisterWebhook } from './commands/register-webhook';
import { RemoveWebhook } from './commands/remove-webhook';
import { DeliveriesSweep } from './deliveries.sweep';

let own: TestCore;
beforeAll(async () => {
  own = await TestCore.open();
}, 120_000);
afterAll(() => own.close());

test('who waits for messages is told within a second; while there is no webhook, one is looked for every five', async () => {
  const sweep = own.core.get(DeliveriesSweep);
  const paceMs = async (): Promise<number> => {
    await own.project();
    await sweep.run();
    return sweep.everyMs;
  };
  expect(await paceMs()).toBe(5_000);
  const webhook = randomUUID();
  const body = { client: 'webshop', url: 'https://webshop.example/inzage' };
  await own.core.bus.execute(new RegisterWebhook(webhook, body, own.context()));
  expect(await paceMs()).toBe(1_000);
  await own.core.bus.execute(new RemoveWebhook(webhook, own.context()));
  expect(await paceMs()).toBe(5_000);
});
