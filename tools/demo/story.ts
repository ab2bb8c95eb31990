import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, Response, Speaker } from './client';

/** A step of the story that did not go as it says. */
export class NotAsTold extends Error {}

/** Tells the story step by step, and holds the service to it. */
export class Story {
  steps = 0;

  constructor(
    readonly api: Client,
    private readonly say: (line: string) => void,
    /** Folder that documents are written to. */
    private readonly out?: string,
  ) {
    if (out !== undefined) mkdirSync(out, { recursive: true });
  }

  /** Writes a document of the story to the folder that was asked for, if any. */
  keep(name: string, { text }: Pick<Response, 'text'>): void {
    if (this.out === undefined) return;
    const whole = name.endsWith('.json') ? `${JSON.stringify(JSON.parse(text), null, 2)}\n` : text;
    writeFileSync(join(this.out, name), whole);
    this.say(`    ${join(this.out, name)}`);
  }

  chapter(title: string): void {
    this.say(`\n${title}`);
  }

  /** Something that must be done. */
  async does(what: string, response: Promise<Response>): Promise<Response> {
    const answer = await response;
    if (answer.status >= 300) throw new NotAsTold(`${what}: answered ${answer.status} ${codeOf(answer)}`);
    this.told('✓', what);
    return answer;
  }

  /** Something that must be refused, with this code. */
  async refuses(what: string, code: string, response: Promise<Response>): Promise<void> {
    const answer = await response;
    if (answer.body.code !== code) {
      throw new NotAsTold(
        `${what}: should be refused as ${code}, was answered ${answer.status} ${codeOf(answer)}`,
      );
    }
    this.told('✗', `${what}: refused (${code})`);
  }

  /** Something that must be so. */
  holds(what: string, so: boolean): void {
    if (!so) throw new NotAsTold(`${what}: it is not so`);
    this.told('=', what);
  }

  private told(sign: string, what: string): void {
    this.steps += 1;
    this.say(`  ${sign} ${what}`);
  }
}

function codeOf({ body, text }: Response): string {
  return typeof body.code === 'string' ? body.code : text.slice(0, 200);
}

export const webshop: Speaker = { role: 'service' };
export const an: Speaker = { role: 'staff', sub: 'an.staff' };
export const olivia: Speaker = { role: 'privacy-officer', sub: 'olivia.officer' };
