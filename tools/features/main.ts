import { readdirSync, writeFileSync } from 'node:fs';
import { FEATURES } from '#libs/features';
import { featuresPage } from '#tools/features';

/** Writes docs/features.md: `npm run docs:features`. */
const folders = FEATURES.map(feature => ({
  feature,
  files: readdirSync(`libs/features/${feature.name}`, { recursive: true, encoding: 'utf8' }),
}));
writeFileSync('docs/features.md', featuresPage(folders));
