export * from './addressee';
export * from './html';
export * from './letter';
export * from './page';
export * from './pdf';
export {
  dayText,
  LANGUAGES,
  languageOf,
  momentText,
  timeText,
  weekdayText,
  type Language,
  type Texts,
} from '#libs/words';
