import type { Area } from '#libs/words';

/** Whose words the document is written with. */
export const ACCESS_AREAS: readonly Area[] = ['access-document', 'register'];
