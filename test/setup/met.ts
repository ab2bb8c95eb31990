/** The texts that a service has answered, which are what others of its commands may name. */
export class Met {
  /** By the member in which they were met, of everybody ('') and of each subject, matter and so on by its id. */
  private readonly texts = new Map<string, Map<string, Set<string>>>();
  /** Texts that were met together, such as a ground with the body that may invoke it. */
  readonly together: Readonly<Record<string, string>>[] = [];

  learn(about: string, value: unknown, name = '', above: Readonly<Record<string, string>> = {}): void {
    if (typeof value === 'string') {
      const of = this.texts.get(about) ?? new Map<string, Set<string>>();
      this.texts.set(about, of.set(name, (of.get(name) ?? new Set()).add(value)));
    } else if (Array.isArray(value)) for (const each of value) this.learn(about, each, name, above);
    else if (typeof value === 'object' && value !== null) {
      const texts = Object.entries(value).filter(
        (each): each is [string, string] => typeof each[1] === 'string',
      );
      const whole = { ...above, ...Object.fromEntries(texts) };
      if (about === '' && texts.length > 1 && this.together.length < 1_000) this.together.push(whole);
      for (const [member, each] of Object.entries(value)) this.learn(about, each, member, whole);
    }
  }

  known(about: string, name: string): string[] {
    return [...(this.texts.get(about)?.get(name) ?? [])];
  }
}
