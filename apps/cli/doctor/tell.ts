import type { Config } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import { everySecond, say } from '../command';
import type { Check } from './check';
import { examine, isHealthy } from './examine';
import { text } from './report';
import { World } from './world';

/** The doctor at the end of another command. @returns whether all is healthy */
export async function tellDoctor(
  config: Config,
  urls: DatabaseUrls,
  but: readonly Check[] = [],
): Promise<boolean> {
  say('The doctor looks …');
  const progress = everySecond();
  const world = new World(config, urls, line => progress(() => `  … ${line}`));
  let healthy = true;
  try {
    for await (const result of examine(world, but)) {
      healthy &&= isHealthy(result);
      process.stdout.write(`${text(result)}\n`);
    }
    return healthy;
  } finally {
    await world.close();
  }
}
