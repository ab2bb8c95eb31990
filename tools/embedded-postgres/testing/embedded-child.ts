import { serve } from '../../../test/setup/child';
import { startEmbedded } from '../start';

/** Starts and stops the database of a data folder; answers what the start said. */
serve<{ dataDir: string; systemFolder: string }>(async options => {
  const said: string[] = [];
  const postgres = await startEmbedded({ ...options, say: line => said.push(line), syncFirst: false });
  await postgres.stop();
  return said;
});
