import { shippedCatalogues, type Catalogue } from '#libs/catalogue';
import { givenIn, testId, type Scenario } from '#libs/commands/testing';
import type { RequestEventData } from '../events';
import { requestStreamOf, type RequestState } from '../state';

export const REQUEST = testId('request');
export const SUBJECT = testId('subject');

export const [catalogue] = shippedCatalogues() as [Catalogue];

/** A request to which things have happened. */
export type History = Scenario<RequestState, RequestEventData>;

/** When things happen in these tests, unless another time is said. */
export const NOW = '2026-01-31T10:00:00Z';

/** `given(…what has happened).when(…a decision).thenYields(…events)`. */
export const given = givenIn(requestStreamOf(REQUEST), catalogue, NOW);
