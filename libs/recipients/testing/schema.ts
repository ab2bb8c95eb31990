import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

const folder = join(__dirname, '../../../test/schemas');
const files = readdirSync(folder)
  .filter(name => name.endsWith('.xsd'))
  .map(fileName => ({ fileName, contents: readFileSync(join(folder, fileName), 'utf8') }));
// EURid's extension 1.4 is in what a client sends the same as 1.3.
files.push({
  fileName: 'contact-ext-1.4.xsd',
  contents: files
    .find(({ fileName }) => fileName === 'contact-ext.xsd')!
    .contents.replaceAll('ext-1.3', 'ext-1.4'),
});

/** What is wrong with the documents by a schema of `test/schemas`; empty: nothing. */
export async function faults(
  schema: 'epp.xsd' | 'pain.008-debtor.xsd',
  ...documents: string[]
): Promise<string[]> {
  const { errors } = await validateXML({
    xml: documents.map((contents, index) => ({ fileName: `document-${index}.xml`, contents })),
    schema: [files.find(({ fileName }) => fileName === schema)!],
    preload: files.filter(({ fileName }) => fileName !== schema),
  });
  return [...new Set(errors.map(({ message }) => message))];
}

/** Which of the documents the schema refuses, by their place. */
export async function refused(
  schema: Parameters<typeof faults>[0],
  ...documents: string[]
): Promise<number[]> {
  const found = await faults(schema, ...documents);
  return documents.flatMap((_, index) =>
    found.includes(`document-${index}.xml fails to validate`) ? [index] : [],
  );
}
