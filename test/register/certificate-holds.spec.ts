import { run, settingsOf } from '../doctor/doctor';
import { secretOrder } from '../doctor/installation';
import { customer, erase, untilFenced, type Customer } from '../faults/erasing';
import { done, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';
import { until } from '../setup/until';
import { bothSay } from '../verifier/both';

const OLIVIA = 'privacy-officer:olivia';

let app: App;
let http: Http;
let jan: Customer;
let vkey: string;
let erasure: string;
beforeAll(async () => {
  app = await startApp({ postgres: 'shared' });
  http = new Http(app);
  jan = await customer(app, 'jan');
  vkey = (await run(settingsOf(app), { tool: 'signing', args: ['make'] })).out.trim();
  erasure = await erase(app, jan.subject, { of: 'field', purpose: 'domain-be', field: 'telephone' });
  await untilFenced(app, jan.subject, erasure);
});
afterAll(() => app.dispose());

const certificate = async (who: string, parameters: Record<string, string> = {}) => {
  const path = `/v1/subjects/${jan.subject}/erasures/${erasure}/certificate`;
  // What was erased may be in the register a moment later.
  const asked = () => http.query(who, path, parameters);
  return (await done(until(asked, ({ status }) => status !== 503))).text;
};
const ownExport = async (): Promise<string> =>
  (
    await done(
      http.query('customer:jan', `/v1/subjects/${jan.subject}/register/export`, {
        format: 'jsonl',
        purpose: 'data-subject-request',
      }),
    )
  ).text;

test('P16 what the person gets is byte for byte the same with and without a secret order on them, and so is what officers send them', async () => {
  const without = await certificate('customer:jan');
  expect(without).not.toMatch(/"n"|\nsize |proof/);
  await secretOrder(app, jan.subject);
  await done(http.post(OLIVIA, '/v1/checkpoints'));
  expect(await certificate('customer:jan')).toBe(without);
  expect(await certificate(OLIVIA, { for: 'subject' })).toBe(without);
});

test('the person compares it with their own export, in which the order is not', async () => {
  const register = await ownExport();
  expect(register).not.toContain('disclosed');
  const files = { note: await certificate('customer:jan'), register };
  expect(await bothSay(['certificate', 'note', '--vkey', vkey, '--export', 'register'], files)).toMatchObject(
    { verdict: 'signed', code: 'statement-and-entries-same' },
  );
});

test('officers get the entries and their proofs, which hold under a checkpoint from outside', async () => {
  const { body } = await done(http.post(OLIVIA, '/v1/checkpoints'));
  const files = { document: await certificate(OLIVIA), checkpoint: String(body.note) };
  const args = ['certificate', 'document', '--vkey', vkey, '--checkpoint', 'checkpoint'];
  expect(await bothSay(args, files)).toMatchObject({ verdict: 'proved', code: 'certificate-proved' });
  const changed = files.document.replace('erasure-begun', 'erasure-began');
  expect(await bothSay(args, { ...files, document: changed })).toMatchObject({ verdict: 'disproved' });
});

test('nobody else gets it: staff, services, another customer, of another subject', async () => {
  const piet = await customer(app, 'piet');
  const path = `/v1/subjects/${jan.subject}/erasures/${erasure}/certificate`;
  for (const who of ['staff', 'service']) expect((await http.query(who, path)).status).toBe(403);
  expect((await http.query('customer:piet', path)).status).toBe(404);
  const another = `/v1/subjects/${piet.subject}/erasures/${erasure}/certificate`;
  expect((await http.query(OLIVIA, another)).status).toBe(404);
});
