import { StoreUnavailable } from '#libs/event-store';

/** SQLSTATE classes and codes that speak of the database's condition, not of what it was asked. */
const CONDITION = /^(08|53|57P|58|40|25P0[23]|55P03)/;
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_)/;
const BY_NAME = new Set(['KeyringUnavailable', 'KeyUnavailable']);
/** pg says these without a code. */
const CONNECTION =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|query read timeout/i;

/** Whether an error says that something is down, so that no event is at fault and trying again is all there is to do. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    return CONDITION.test(code) || NETWORK.test(code) || code === 'projection-behind';
  }
  return (
    error instanceof StoreUnavailable || BY_NAME.has(error.constructor.name) || CONNECTION.test(error.message)
  );
}

/**
 * Whether an outage lasts until an operator does something, so that it is written where everybody sees it: a keyring that
 * answers and lacks a key (docs/operations.md, `key-missing`).
 */
export function awaitsAnOperator(error: unknown): boolean {
  return error instanceof Error && error.constructor.name === 'KeyUnavailable';
}
