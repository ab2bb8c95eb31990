import { mkdirSync, writeFileSync } from 'node:fs';
import { describe } from '#apps/api/http/described';
import { FEATURES } from '#libs/features';

/** The types of the page's client, from the document that the service publishes: `npm run types:console`. */
const TYPES = 'apps/console/src/api/schema.ts';

async function main(): Promise<void> {
  const document = await describe(FEATURES);
  mkdirSync('dist', { recursive: true });
  writeFileSync('dist/openapi.json', JSON.stringify(document));
  const { default: typesOf, astToString } = await import('openapi-typescript');
  writeFileSync(TYPES, astToString(await typesOf(JSON.stringify(document))));
}

void main();
