import type { Making } from './making';
import type { AskedDocument, Document, DocumentKind } from './types';

/** What a document is written with besides the payload. */
export interface Asked extends AskedDocument {
  /** Id of the sharing: a recipient that takes a reference of ours gets this one. */
  readonly sharing: string;
}

type Serialise<P> = (payload: P, asked: Asked, making: Making) => Document;

/** One recipient's format: its payload, and the documents that can be made of it. */
export interface Format<P> {
  readonly payload: (making: Making) => P;
  readonly documents: Readonly<Partial<Record<DocumentKind, Serialise<P>>>>;
  /** The payload as a document carries it, where that is less: what is not in the document goes nowhere. */
  readonly carried?: Readonly<Partial<Record<DocumentKind, (payload: P) => P>>>;
}
