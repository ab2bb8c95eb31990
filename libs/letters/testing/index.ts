import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `describe` where poppler-utils is there, another program that reads a PDF; elsewhere what needs it is skipped. */
export const describeWithPoppler =
  spawnSync('pdftotext', ['-v']).error === undefined ? describe : describe.skip;

/** What another program reads of a PDF: its text in the order of the content, or what is known about it. */
export function readPdf(pdf: Buffer, what: 'text' | 'info'): string {
  const folder = mkdtempSync(join(tmpdir(), 'inzage-pdf-'));
  const file = join(folder, 'read.pdf');
  try {
    writeFileSync(file, pdf);
    return what === 'text'
      ? execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' })
      : execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Words of a text, without what only draws lines. */
export const wordsOf = (text: string): string[] => text.split(/[\s:=•–,-]+/).filter(word => word !== '');
