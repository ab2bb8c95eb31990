const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
/** Shorter ones are a number, or yes and no: the same twice says nothing. */
const LONG = 4;

/** What somebody typed, each with the step in which they did. */
type Typed = Map<string, number>;

/**
 * What one person typed in a process, from the form that begins it to the last one of its page: none of it is asked for again
 * (WCAG 2.2, 3.3.7). A process is what has an id in the address; what is typed before there is one belongs to what comes of it.
 */
export class Entries {
  private readonly processes = new Map<string, Typed>();
  private begun: Typed = new Map();
  private step = 0;

  /** A form is opened. @param address of the page that it is on */
  begins(address: string): void {
    this.step += 1;
    if (!ID.test(address)) this.begun = new Map();
  }

  /** Somebody types a text. @returns whether they did so in an earlier step of the same process */
  again(address: string, text: string): boolean {
    const value = text.trim();
    if (value.length < LONG) return false;
    const typed = this.typedIn(address);
    const before = typed.get(value);
    if (before === undefined) typed.set(value, this.step);
    return before !== undefined && before < this.step;
  }

  private typedIn(address: string): Typed {
    const id = ID.exec(address)?.[0];
    if (id === undefined) return this.begun;
    const known = this.processes.get(id);
    if (known) return known;
    const typed = this.begun;
    this.begun = new Map();
    this.processes.set(id, typed);
    return typed;
  }
}
