export {
  AdjustmentSchema,
  AskedDocumentSchema,
  DocumentSchema,
  TransitSchema,
  type Adjustment,
  type AskedDocument,
  type Document,
  type DocumentKind,
  type Made,
  type PostalAddress,
  type SharedData,
  type SharedValues,
} from './types';
export { make, PayloadSchema, PlainSchema, type RecipientPayload } from './make';
