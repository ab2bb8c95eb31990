import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { pause } from '#libs/database';
import { comparePositions, EventStore, type Position } from '#libs/event-store';
import { projectionStates } from '#libs/projections';
import type { Config } from '#libs/config';
import type { DatabaseUrls } from '#libs/database';
import { FEATURES } from '#libs/features';
import { followersOf, Opened, projectionRunner } from '#libs/platform';
import { serviceModule } from '#apps/api/service';
import { everySecond, say } from '../command';

/**
 * Opens log and vault as a start does, so that the fences of the log's journal are set, and applies all events to the read
 * models and the register. No timer is fired. Ends early where a projection stands at an event: the doctor tells of it.
 */
export async function readModels(config: Config, urls: DatabaseUrls): Promise<void> {
  const opened = new Opened();
  const service = await serviceModule({ config, database: urls, features: FEATURES, opened });
  try {
    const container = await NestFactory.createApplicationContext(service, {
      logger: false,
      abortOnError: false,
    });
    await applyAll(container);
    await container.close();
  } finally {
    await opened.close();
  }
}

async function applyAll(container: INestApplicationContext): Promise<void> {
  const [store, pool] = [container.get(EventStore), container.get(Pool)];
  const names = followersOf(container).map(({ name }) => name);
  const runner = projectionRunner(container);
  const progress = everySecond();
  runner.start();
  try {
    for (let head: Position | null = null; ; await pause(100)) {
      const states = await projectionStates(pool);
      if (states.some(({ failure }) => failure)) return;
      const at = new Map(states.map(({ name, position }) => [name, position]));
      const behind = names.filter(name => head !== null && !reached(at.get(name), head));
      // What is applied can have effects that are events themselves.
      const before: Position | null = head;
      head = await store.head();
      if (behind.length === 0 && before === head) break;
      progress(() => `Read models: ${behind.join(', ') || 'beginning'} on the way to position ${head}`);
    }
    say('The read models and the register are made anew from the log.');
  } finally {
    await runner.stop();
  }
}

function reached(position: Position | null | undefined, head: Position): boolean {
  return position != null && comparePositions(position, head) >= 0;
}
