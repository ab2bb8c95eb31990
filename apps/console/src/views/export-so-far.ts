/** How an export of the register can be taken along (docs/formats/export.md). */
export type Format = 'csv' | 'jsonl' | 'xlsx';

/** What the next answer is asked for besides: from which entry, to which, and in the tree of which size. Nothing: it begins anew. */
export type Onward = Readonly<Partial<Record<'from' | 'to' | 'size', string>>>;

/** The number of the entry that a line is of. */
const NUMBER: Readonly<Record<Exclude<Format, 'xlsx'>, RegExp>> = {
  csv: /^(\d+),/,
  jsonl: /^\{"n":"(\d+)"/,
};
const END = /^\{"end":"(\d+)"\}$/;
/** The record that a ZIP file ends with, and its first bytes (APPNOTE.TXT 4.3.16). */
const ZIP_END = 22;
const ZIP_SIGNATURE = 'PK\x05\x06';

/**
 * What has come of an export, by one answer or by several that follow each other. Lines that came whole are kept when a
 * connection is lost, and the next answer goes on after the last entry among them. A workbook begins anew: it is read as a
 * whole or not at all.
 */
export class ExportSoFar {
  /** Bytes that are kept. */
  bytes = 0;
  /** Entries that are kept; none of a workbook, whose bytes name none. */
  entries = 0n;
  /** Answers that began. */
  answers = 0;
  private pieces: Blob[] = [];
  private decoder = new TextDecoder();
  /** What has come of a line. */
  private open = '';
  private atHead = true;
  private head: string | undefined;
  private size: string | undefined;
  /** Whether every entry of the tree is asked for: then none has a proof of its own. */
  private whole = false;
  private ended = false;
  /** Whether this answer goes on after what is kept. */
  private goesOn = false;
  private range: { readonly from: bigint; readonly to: bigint } | undefined;
  private next = 0n;
  /** Entries of this answer. */
  private came = 0n;

  /** @param filtered whether entries between the first and the last may be left out */
  constructor(
    private readonly format: Format,
    private readonly filtered: boolean,
  ) {}

  /** Where it goes on after what is kept. */
  get onward(): Onward {
    if (!this.range || !this.canGoOn) return {};
    const { size } = this;
    return { from: String(this.next), to: String(this.range.to), ...(size !== undefined && { size }) };
  }

  /** How much of its range has come, from 0 to 1; unknown of a workbook. */
  get part(): number | undefined {
    if (this.format === 'xlsx' || !this.range || this.range.to === this.range.from) return undefined;
    return Number(this.next - this.range.from) / Number(this.range.to - this.range.from);
  }

  private get canGoOn(): boolean {
    return this.format !== 'xlsx' && this.head !== undefined && this.range !== undefined;
  }

  /** An answer begins: of a line that the one before broke off nothing is kept. */
  begin(headers: Headers): void {
    this.decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    this.open = '';
    this.atHead = true;
    this.answers += 1;
    this.came = 0n;
    this.goesOn = this.canGoOn;
    if (this.goesOn) return;
    this.pieces = [];
    this.bytes = 0;
    const [from, to] = [headers.get('register-from'), headers.get('register-to')];
    this.range = from === null || to === null ? undefined : { from: BigInt(from), to: BigInt(to) };
    this.next = this.range?.from ?? 0n;
    this.entries = 0n;
    this.head = undefined;
    this.ended = false;
  }

  add(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.format === 'xlsx') return this.keep(new Blob([bytes]));
    const lines = this.linesOf(this.decoder.decode(bytes, { stream: true }));
    const text = lines.map(line => this.kept(line)).join('');
    if (text !== '') this.keep(new Blob([text]));
  }

  /**
   * @param finished whether the last answer came to its end
   * @returns the file, where all of it is here
   */
  async file(finished: boolean): Promise<Blob | undefined> {
    const file = new Blob(this.pieces);
    return (await this.isWhole(file, finished)) ? file : undefined;
  }

  private async isWhole(file: Blob, finished: boolean): Promise<boolean> {
    if (this.format === 'xlsx') return (await file.slice(-ZIP_END).text()).startsWith(ZIP_SIGNATURE);
    if (this.open !== '') return false;
    if (this.head === undefined) return false;
    // A table has no end of its own: without a filter its last number tells.
    const all = this.filtered || !this.range || this.next === this.range.to;
    if (this.format === 'jsonl') return this.ended && all;
    return all && (finished || (!this.filtered && this.range !== undefined));
  }

  private keep(piece: Blob): void {
    this.bytes += piece.size;
    this.pieces.push(piece);
  }

  /** Lines that have come whole; in quotes a table's line goes on. */
  private linesOf(text: string): string[] {
    const parts = (this.open + text).split('\n');
    let line = parts[0]!;
    const lines: string[] = [];
    for (const part of parts.slice(1)) {
      if (this.format === 'csv' && (line.match(/"/g) ?? []).length % 2 === 1) line += `\n${part}`;
      else {
        lines.push(`${line}\n`);
        line = part;
      }
    }
    this.open = line;
    return lines;
  }

  /** What of a line goes into the file. @throws Error of a line that an export has not, or that shows that one is lacking */
  private kept(line: string): string {
    if (this.atHead) {
      this.atHead = false;
      if (this.head !== undefined) return '';
      this.head = line;
      if (this.format === 'jsonl') this.readHead(line);
      return line;
    }
    const end = this.format === 'jsonl' ? END.exec(line.trimEnd())?.[1] : undefined;
    if (end !== undefined) {
      if (BigInt(end) !== this.came)
        throw new Error('an export that does not hold as many entries as it says');
      this.ended = true;
      return `${JSON.stringify({ end: String(this.entries) })}\n`;
    }
    const number = NUMBER[this.format === 'csv' ? 'csv' : 'jsonl'].exec(line)?.[1];
    if (number === undefined) throw new Error('a line of an export that names no entry');
    if (!this.filtered && this.range && BigInt(number) !== this.next)
      throw new Error('an export that leaves out an entry between two');
    this.next = BigInt(number) + 1n;
    this.entries += 1n;
    this.came += 1n;
    // Each line of a part has a proof; of the whole its own lines are the proof.
    return this.whole && this.goesOn ? withoutProof(line) : line;
  }

  private readHead(line: string): void {
    const { scope, from, to, size } = JSON.parse(line) as Readonly<Record<string, string>>;
    this.size = size;
    this.whole = scope === 'range' && from === '0' && to === size;
  }
}

function withoutProof(line: string): string {
  const { n, entry } = JSON.parse(line) as { readonly n: string; readonly entry: string };
  return `${JSON.stringify({ n, entry })}\n`;
}
