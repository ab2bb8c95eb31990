import { readFileSync, writeFileSync } from 'node:fs';
import { kindsTable } from '#tools/glossary';

/** Writes the kinds of entries into docs/glossary.md: `npm run docs:glossary`. */
const file = 'docs/glossary.md';
const text = readFileSync(file, 'utf8');
writeFileSync(file, text.replace(/^\| stored name \| said(.*\n)+/m, kindsTable()));
