import type { Language } from './i18n/messages';
import { Kept } from './app';

export type Theme = 'light' | 'dark' | 'system';

interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

/** The only thing that the browser keeps: a language and a theme. */
const PLACE = 'inzage.preferences';

function kept(): Preferences {
  const [own] = navigator.language.split('-');
  const language: Language = own === 'fr' || own === 'en' ? own : 'nl';
  try {
    const { language: said, theme } = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Preferences>;
    return {
      language: said === 'nl' || said === 'fr' || said === 'en' ? said : language,
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    };
  } catch {
    return { language, theme: 'system' };
  }
}

export const preferences = new Kept<Preferences>(kept(), value => {
  try {
    localStorage.setItem(PLACE, JSON.stringify(value));
  } catch {
    // Where nothing may be kept, nothing is.
  }
  show(value);
});
show(preferences.get());
// What is chosen in one tab holds in the others.
addEventListener('storage', ({ key }) => {
  if (key === PLACE) preferences.set(kept());
});

function show({ language, theme }: Preferences): void {
  document.documentElement.lang = language;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
