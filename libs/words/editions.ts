import { EDITIONS as accessDocument } from './access-document';
import { EDITIONS as breaches } from './breaches';
import { EDITIONS as calendar } from './calendar';
import { EDITIONS as certificates } from './certificates';
import { EDITIONS as deadlines } from './deadlines';
import { EDITIONS as duties } from './duties';
import { EDITIONS as letters } from './letters';
import { EDITIONS as mediation } from './mediation';
import { EDITIONS as portability } from './portability';
import { EDITIONS as register } from './register';
import { EDITIONS as requests } from './requests';
import { EDITIONS as restrictions } from './restrictions';

/** By area: a folder of this one. */
export const EDITIONS = {
  'access-document': accessDocument,
  breaches,
  calendar,
  certificates,
  deadlines,
  duties,
  letters,
  mediation,
  portability,
  register,
  requests,
  restrictions,
} as const;
