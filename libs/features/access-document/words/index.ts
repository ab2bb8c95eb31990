export { textsOf } from './codes';
export { KIND_WORDS } from './kinds';
export { RIGHTS, WORDS } from './page';
