import { writeFileSync } from 'node:fs';
import { problemsPage } from '#apps/api/http/problems-page';

/** Writes docs/problems.md: `npm run docs:problems`. */
writeFileSync('docs/problems.md', problemsPage());
