import { ACCESS_VERSIONS } from '#libs/features/access';
import { AUDIT_VERSIONS } from '#libs/features/audits';
import { CATALOGUE_VERSIONS } from '#libs/catalogue';
import { MATTER_LOOK_VERSIONS, MATTER_VERSIONS } from '#libs/features/correspondence';
import { FENCE_VERSIONS } from '#libs/features/erasure';
import { EventTypes, firstVersions } from '#libs/event-store';
import { REQUEST_LOOK_VERSIONS, REQUEST_VERSIONS } from '#libs/features/requests';
import { MEDIATION_LOOK_VERSIONS, MEDIATION_VERSIONS } from '#libs/features/mediation';
import { ORDER_LOOK_VERSIONS, ORDER_VERSIONS } from '#libs/features/orders';
import { SUBJECT_VERSIONS } from '#libs/features/subjects';

/** Every event type that this program reads, of every feature. A type that is not here stops its reader visibly. */
export function eventTypes(): EventTypes {
  return new EventTypes(
    firstVersions(
      ...Object.keys(CATALOGUE_VERSIONS),
      ...Object.keys(SUBJECT_VERSIONS),
      ...Object.keys(ACCESS_VERSIONS),
      ...Object.keys(REQUEST_VERSIONS),
      ...Object.keys(REQUEST_LOOK_VERSIONS),
      ...Object.keys(MATTER_VERSIONS),
      ...Object.keys(MATTER_LOOK_VERSIONS),
      ...Object.keys(FENCE_VERSIONS),
      'ProcessingRefused',
      ...Object.keys(MEDIATION_VERSIONS),
      ...Object.keys(MEDIATION_LOOK_VERSIONS),
      ...Object.keys(ORDER_VERSIONS),
      ...Object.keys(ORDER_LOOK_VERSIONS),
      ...Object.keys(AUDIT_VERSIONS),
    ),
  );
}
