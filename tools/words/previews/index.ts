import type { Area } from '#libs/words';
import type { Preview } from '../preview';
import { accessDocument } from './access-document';
import { breaches } from './breaches';
import { calendar } from './calendar';
import { certificates } from './certificates';
import { deadlines } from './deadlines';
import { duties } from './duties';
import { letters } from './letters';
import { mediation } from './mediation';
import { portability } from './portability';
import { register } from './register';
import { requests } from './requests';
import { restrictions } from './restrictions';

/** What the words of each area are seen in. */
export const PREVIEWS: Readonly<Record<Area, readonly Preview[]>> = {
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
};
