import { access } from './access/access.feature';
import { audits } from './audits/audits.feature';
import { certificates } from './certificates/certificates.feature';
import { catalogue } from './catalogue/catalogue.feature';
import { correspondence } from './correspondence/correspondence.feature';
import { erasure } from './erasure/erasure.feature';
import { imports } from './imports/imports.feature';
import { masterKeys } from './master-keys/master-keys.feature';
import { mediation } from './mediation/mediation.feature';
import { orders } from './orders/orders.feature';
import { oversight } from './oversight/oversight.feature';
import { passedEvents } from './passed-events/passed-events.feature';
import { portal } from './portal/portal.feature';
import { proofs } from './proofs/proofs.feature';
import { records } from './records/records.feature';
import { register } from './register/register.feature';
import { requests } from './requests/requests.feature';
import { signing } from './signing/signing.feature';
import { subjects } from './subjects/subjects.feature';
import type { Feature } from '#libs/feature';

/** The features of this program. Whatever is said of all of them is said by going through this list. */
export const FEATURES: readonly Feature[] = [
  catalogue,
  register,
  audits,
  signing,
  passedEvents,
  proofs,
  access,
  subjects,
  records,
  requests,
  correspondence,
  mediation,
  orders,
  masterKeys,
  erasure,
  certificates,
  imports,
  portal,
  oversight,
];
