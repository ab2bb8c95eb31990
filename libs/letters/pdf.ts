import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { dayText, LOCALES, wordsOf, type Language } from '#libs/words';
import type { Block, Letter } from './letter';

/** Fonts with the letters of all languages of the Union: the fourteen of every reader have those of some alone. */
const FONTS = join(require.resolve('dejavu-fonts-ttf/package.json'), '../ttf');
const [REGULAR, BOLD] = [join(FONTS, 'DejaVuSans.ttf'), join(FONTS, 'DejaVuSans-Bold.ttf')];

/** Points. */
const MARGINS = { top: 62, bottom: 62, left: 62, right: 62 };
const TABLE = 8.5;
const SIZES = { body: 9.5, small: 8, heading: 12, title: 16 };
const [INK, GREY, LINE] = ['#1a1a1a', '#444444', '#bbbbbb'];

/** A document on A4 as it is put together: text in its order, tagged for who reads with a screen reader (PDF/UA). */
class Paper {
  private readonly chunks: Buffer[] = [];
  /** Of each letter in it the page that it begins on. */
  private readonly begins = [0];
  /** What is said where it is not in the language of the whole. */
  private spoken: { readonly lang?: string } = {};

  private constructor(
    private readonly pdf: PDFKit.PDFDocument,
    private readonly language: Language,
  ) {
    pdf.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    pdf.registerFont('regular', REGULAR).registerFont('bold', BOLD);
    pdf.font('regular').fontSize(SIZES.body).fillColor(INK).lineGap(2);
  }

  /** What writes it is loaded for the first one: few processes write any. */
  static async begin(language: Language, title: string, on: string): Promise<Paper> {
    const { default: PDFDocument } = await import('pdfkit');
    const pdf = new PDFDocument({
      size: 'A4',
      margins: MARGINS,
      lang: LOCALES[language],
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      bufferPages: true,
      // The same document has the same bytes, whenever it is made.
      info: { Title: title, CreationDate: new Date(`${on}T00:00:00Z`) },
    });
    return new Paper(pdf, language);
  }

  /** What comes now is another letter: on a page of its own. */
  next(language: Language): void {
    this.begins.push(this.pdf.bufferedPageRange().count);
    this.pdf.addPage();
    this.spoken = language === this.language ? {} : { lang: LOCALES[language] };
  }

  /** @param tag structure type of ISO 32000 section 14.8.4 */
  text(tag: string, text: string, { bold = false, size = SIZES.body, grey = false, after = 6 } = {}): void {
    const { pdf } = this;
    if (text === '') return;
    pdf.addStructure(
      pdf.struct(tag, this.spoken, () => {
        pdf
          .font(bold ? 'bold' : 'regular')
          .fontSize(size)
          .fillColor(grey ? GREY : INK)
          .text(text, MARGINS.left, undefined, { width: this.width });
      }),
    );
    pdf.y += after;
  }

  block(block: Block): void {
    switch (block.kind) {
      case 'paragraph':
        return this.text('P', block.text);
      case 'note':
        return this.text('P', block.text, { size: SIZES.small, grey: true });
      case 'heading':
        this.keepTogether(110);
        this.pdf.y += 10;
        this.text('H2', block.text, { bold: true, size: SIZES.heading, after: 3 });
        return this.line(INK);
      case 'subheading':
        this.keepTogether(60);
        this.pdf.y += 6;
        return this.text('H3', block.text, { bold: true, after: 2 });
      case 'list':
        for (const item of block.items) this.text('LI', `•  ${item}`, { after: 2 });
        this.pdf.y += 4;
        return;
      case 'facts':
        return this.rows(block.rows, [0.32, 0.68]);
      case 'table':
        return this.rows(block.rows, this.shares([block.head, ...block.rows]), block.head);
    }
  }

  line(color = LINE): void {
    const { pdf } = this;
    pdf.markContent('Artifact');
    pdf
      .moveTo(MARGINS.left, pdf.y)
      .lineTo(MARGINS.left + this.width, pdf.y)
      .lineWidth(0.5)
      .stroke(color);
    pdf.endMarkedContent();
    pdf.y += 6;
  }

  async end(footer: string): Promise<Buffer> {
    const { pdf } = this;
    const { count } = pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      pdf.switchToPage(page);
      pdf.page.margins.bottom = 0; // The foot of a page lies in it.
      pdf.markContent('Artifact', { type: 'Pagination' });
      const at = pdf.page.height - MARGINS.bottom + 18;
      const options = { width: this.width, lineBreak: false };
      pdf.font('regular').fontSize(SIZES.small).fillColor(GREY);
      pdf.text(footer, MARGINS.left, at, options);
      pdf.text(this.numberOf(page, count), MARGINS.left, at, { ...options, align: 'right' });
      pdf.endMarkedContent();
    }
    const ended = once(pdf, 'end');
    pdf.end();
    await ended;
    return Buffer.concat(this.chunks);
  }

  /** Of its letter: which page of how many. */
  private numberOf(page: number, count: number): string {
    const first = this.begins.findLast(each => each <= page)!;
    const end = this.begins.find(each => each > page) ?? count;
    return `${page - first + 1} / ${end - first}`;
  }

  private get width(): number {
    return this.pdf.page.width - MARGINS.left - MARGINS.right;
  }

  /** No heading at the foot of a page, no row on two. Whether a new page begins. */
  private keepTogether(height: number): boolean {
    const { pdf } = this;
    const full = pdf.y + height > pdf.page.height - MARGINS.bottom;
    if (full) pdf.addPage();
    return full;
  }

  /** Parts of the width for the columns of a table: by what their longest cell would take on one line, up to a third. */
  private shares(rows: readonly (readonly string[])[]): number[] {
    this.pdf.font('regular').fontSize(TABLE);
    const most = this.width / 3;
    const natural = rows[0]!.map((_, column) =>
      Math.min(most, 10 + Math.max(...rows.map(row => this.pdf.widthOfString(row[column] ?? '')))),
    );
    const sum = natural.reduce((all, one) => all + one, 0);
    return natural.map(one => one / sum);
  }

  /** Rows of cells side by side; a head stands over them, on each page that they go on to. */
  private rows(
    rows: readonly (readonly string[])[],
    shares: readonly number[],
    head?: readonly string[],
  ): void {
    const { pdf } = this;
    const structure = pdf.struct('Table', this.spoken);
    pdf.addStructure(structure);
    pdf.font('regular').fontSize(TABLE);
    if (head) this.keepTogether(60);
    if (head) this.row(structure, head, shares, () => true);
    const foot = this.pdf.page.height - MARGINS.top - MARGINS.bottom - 8;
    const most = head ? foot - this.heightOf(head, shares) - 9 : foot;
    for (const cells of rows.flatMap(row => this.fitting(row, shares, most))) {
      if (this.keepTogether(this.heightOf(cells, shares) + 8) && head)
        this.row(structure, head, shares, () => true);
      this.row(structure, cells, shares, column => !head && column === 0);
      if (head) this.line();
    }
    structure.end();
    pdf.y += 6;
  }

  /** The row; or rows of its text in order, where it is taller than a page. @param most height that a page has for rows */
  private fitting(row: readonly string[], shares: readonly number[], most: number): (readonly string[])[] {
    const rows: string[][] = [];
    for (let left = [...row]; ;) {
      const ends = left.map((cell, i) => this.endOf(cell, shares[i]!, most));
      if (left.every((cell, i) => ends[i] === cell.length)) return [...rows, left];
      rows.push(left.map((cell, i) => cell.slice(0, ends[i]).trimEnd()));
      left = left.map((cell, i) => cell.slice(ends[i]).trimStart());
    }
  }

  /** Where a cell's text goes on in the next row: after the last word that fits; within one that does not fit alone. */
  private endOf(cell: string, share: number, most: number): number {
    const fits = (end: number): boolean => this.heightOf([cell.slice(0, end)], [share]) <= most;
    let [end, over] = [0, 64];
    // Measured as far as a page goes, however long the text is.
    while (over < cell.length && fits(over)) [end, over] = [over, over * 2];
    if (over >= cell.length && fits(cell.length)) return cell.length;
    over = Math.min(over, cell.length);
    while (over - end > 1) {
      const middle = (end + over) >> 1;
      if (fits(middle)) end = middle;
      else over = middle;
    }
    const word = /\s+\S*$/.exec(cell.slice(0, end + 1));
    if (word && word.index > 0) return word.index;
    // Between the two halves of one character there is no end.
    return Math.max(1, (cell.codePointAt(end - 1) ?? 0) > 0xffff ? end - 1 : end);
  }

  private row(
    table: PDFKit.PDFStructureElement,
    cells: readonly string[],
    shares: readonly number[],
    isHead: (column: number) => boolean,
  ): void {
    const { pdf } = this;
    const line = pdf.struct('TR');
    table.add(line);
    const [top, height] = [pdf.y, this.heightOf(cells, shares)];
    let left = MARGINS.left;
    for (const [column, cell] of cells.entries()) {
      const at = left;
      const draw = (): void => {
        pdf.fillColor(isHead(column) ? GREY : INK);
        pdf.text(cell, at, top, { width: this.cell(shares[column]!) });
      };
      line.add(pdf.struct(isHead(column) ? 'TH' : 'TD', {}, draw));
      left += shares[column]! * this.width;
    }
    line.end();
    pdf.y = top + height + 3;
    if (isHead(cells.length - 1)) this.line(INK);
  }

  private heightOf(cells: readonly string[], shares: readonly number[]): number {
    return Math.max(
      ...cells.map((cell, i) => this.pdf.heightOfString(cell || ' ', { width: this.cell(shares[i]!) })),
    );
  }

  private cell(share: number): number {
    return share * this.width - 10;
  }
}

/** The letter as a PDF for paper and archive. It ends with who to write to (P20). */
export async function letterPdf(letter: Letter): Promise<Buffer> {
  return lettersPdf([letter]);
}

/** Letters one after another, each on pages of its own that are numbered by themselves. */
export async function lettersPdf(letters: readonly [Letter, ...Letter[]]): Promise<Buffer> {
  const [{ language, subject, on, sender }, ...others] = letters;
  const paper = await Paper.begin(language, subject, on);
  write(paper, letters[0]);
  for (const letter of others) {
    // Whoever asks for something else waits for one letter, not for all.
    await setImmediate();
    paper.next(letter.language);
    write(paper, letter);
  }
  return paper.end(sender.name);
}

function write(paper: Paper, letter: Letter): void {
  const { language, sender, to, on, subject, reference, body } = letter;
  const say = wordsOf('letters', language, letter.words);
  paper.text('P', sender.name, { bold: true, after: 18 });
  paper.text('P', to.join('\n'), { after: 18 });
  paper.text('P', dayText(on, language), { after: 12 });
  paper.text('H1', `${say('subject')}: ${subject}`, { bold: true, after: 2 });
  paper.text('P', `${say('reference')}: ${reference}`, { after: 14 });
  for (const block of body) paper.block(block);
  paper.line();
  paper.text('P', `${sender.name}\n${say('contact')}: ${sender.contact}`, { grey: true, size: SIZES.small });
}

/** A document of blocks under a title, as a PDF. @param on day of the document, YYYY-MM-DD */
export async function documentPdf(document: {
  readonly language: Language;
  readonly title: string;
  readonly intro: string;
  readonly on: string;
  readonly sender: Letter['sender'];
  readonly body: readonly Block[];
}): Promise<Buffer> {
  const { language, title, intro, on, sender, body } = document;
  const paper = await Paper.begin(language, title, on);
  paper.text('P', sender.name, { bold: true, after: 10 });
  paper.text('H1', title, { bold: true, size: SIZES.title });
  paper.text('P', intro, { after: 10 });
  for (const block of body) paper.block(block);
  paper.line();
  paper.text('P', `${sender.name}\n${sender.contact}`, { grey: true, size: SIZES.small });
  return paper.end(sender.name);
}
