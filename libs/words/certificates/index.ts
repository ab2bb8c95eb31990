// `npm run words -- --new AREA` writes this file.
import en1 from './1/en.json';
import fr1 from './1/fr.json';
import nl1 from './1/nl.json';

/** The editions of these words, the first first. */
export const EDITIONS = [{ nl: nl1, fr: fr1, en: en1 }] as const;
