import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockHolder } from './lock';
import type { Remembered } from './place';
import type { DatabaseUrls } from '#libs/database';
import { databaseUrls } from './roles';

/** Whether a data folder has an embedded PostgreSQL. */
export function hasEmbedded(dataDir: string): boolean {
  return existsSync(join(resolve(dataDir), 'postgres.json'));
}

/** Addresses of the embedded PostgreSQL that another process has running on a data folder; undefined when none has. */
export function runningEmbedded(dataDir: string): DatabaseUrls | undefined {
  const folder = resolve(dataDir);
  if (!hasEmbedded(folder) || !lockHolder(join(folder, 'postgres.lock'))) return undefined;
  return databaseUrls(JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8')) as Remembered);
}
