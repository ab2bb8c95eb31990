import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'nl' | 'fr' | 'en';

/** What a page is looked at in; the width in CSS pixels. */
export interface Light {
  readonly language: Language;
  readonly theme: 'light' | 'dark';
  readonly width: number;
}

/** Three languages, two themes, two widths. */
export const LIGHTS: readonly Light[] = (['nl', 'fr', 'en'] as const).flatMap(language =>
  (['light', 'dark'] as const).flatMap(theme => [1280, 360].map(width => ({ language, theme, width }))),
);

/** Routes of the page, each as its router knows it. */
const ROUTES = Object.entries(
  JSON.parse(readFileSync(join(__dirname, '../../../apps/console/src/routes.json'), 'utf8')) as Readonly<
    Record<string, string>
  >,
).map(([name, pattern]) => ({
  name,
  is: new RegExp(`^${pattern.replace('/*?', '(/.*)?').replaceAll(/:\w+/g, '[^/]+')}$`),
}));

/** What of the page was looked at. Each view in every light; each of their states once, in one light after the other. */
export class Looks {
  private readonly seen = new Map(ROUTES.map(({ name }) => [name, new Set<string>()]));
  private readonly states = new Set<string>();

  /** The route that an address leads to; of what has none of its own, the path. */
  static routeOf(address: string): string {
    const { pathname } = new URL(address);
    return ROUTES.find(({ is }) => is.test(pathname))?.name ?? pathname;
  }

  saw(address: string, { language, theme, width }: Light): void {
    this.seen.get(Looks.routeOf(address))?.add(`${language} ${theme} ${width}`);
  }

  /** Whether a state was looked at. */
  knows(state: string): boolean {
    return this.states.has(state);
  }

  /** @returns in which light a state is looked at now; none where it was already */
  turn(state: string): Light | undefined {
    if (this.knows(state)) return undefined;
    this.states.add(state);
    return LIGHTS[this.states.size % LIGHTS.length];
  }

  /** How much of it was looked at. */
  get count(): string {
    return `${this.seen.size} views in every light, ${this.states.size} states of them`;
  }

  /** After all stories: no route was left out, and none of the lights. */
  judge(holds: (what: string, whether: boolean, why?: string) => void): void {
    for (const [name, seen] of this.seen) {
      const missing = LIGHTS.map(({ language, theme, width }) => `${language} ${theme} ${width}`).filter(
        light => !seen.has(light),
      );
      holds(`the view ${name} was looked at in every light`, missing.length === 0, missing.join(', '));
    }
  }
}
