import { customerWith, Http } from '../scenarios/http';
import { App, startApp } from '../setup/app';
import { until } from '../setup/until';

let app: App;
beforeAll(async () => void (app = await startApp({ postgres: 'shared' })));
afterAll(() => app.dispose());

/** Seconds that the oldest event waits for the register, as a process tells. */
async function registerDelay(): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/^inzage_projection_delay_seconds\{name="register"\} (\S+)/m.exec(text)?.[1]);
}

test('docs/operations.md, "What to watch": with the projector gone, the delay grows where an API process tells it', async () => {
  await customerWith(new Http(app), app, 'jan');
  await until(registerDelay, seconds => seconds === 0);
  await app.stop();

  app = await new App(app.dataDir, app.database, { env: { INZAGE_RUN: 'api' } }).start();
  await customerWith(new Http(app), app, 'piet');
  const first = await until(registerDelay, seconds => seconds > 0);
  await until(registerDelay, seconds => seconds > first + 1);
});
