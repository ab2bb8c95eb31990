import { readFileSync, writeFileSync } from 'node:fs';
import { variablesTable } from '#libs/config';

/** Writes the table of variables into docs/configuration.md: `npm run docs:configuration`. */
const file = 'docs/configuration.md';
const text = readFileSync(file, 'utf8');
writeFileSync(file, text.replace(/(^\|.*\n)+/m, variablesTable()));
