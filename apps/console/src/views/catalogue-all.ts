import { clientList, documentList, extensionList, lookList } from './catalogue-lists';
import { conditionList, fieldList, serviceList } from './catalogue-named';
import type { Parts } from './catalogue-fields';
import { purposeList } from './catalogue-purposes';
import { byBicList, instanceList, recipientList } from './catalogue-recipients';
import type { RowList } from './catalogue-rows';
import { ruleList } from './catalogue-rules';
import { sharingList, transitList } from './catalogue-sharings';

/** What is done with a list, whatever its rows are. */
type Use<T> = <R>(listOf: (parts: Parts) => RowList<R>) => T;
function list<R>(listOf: (parts: Parts) => RowList<R>): <T>(use: Use<T>) => T {
  return use => use(listOf);
}

/** All of a catalogue's text, as lists that have forms, in the order in which they are shown. */
export const LISTS = {
  purposes: list(purposeList),
  sharings: list(sharingList),
  conditions: list(conditionList),
  transits: list(transitList),
  recipients: list(recipientList),
  instances: list(instanceList),
  byBic: list(byBicList),
  looks: list(lookList),
  fields: list(fieldList),
  services: list(serviceList),
  documents: list(documentList),
  extensions: list(extensionList),
  clients: list(clientList),
  rules: list(ruleList),
};
export type ListName = keyof typeof LISTS;
