import { DomainError } from '#libs/kernel';
import type { Asked } from '../format';
import type { Document } from '../types';
import { xml, type Content } from '../xml';
import type { EppContact } from './contact';

const EPP = 'urn:ietf:params:xml:ns:epp-1.0';
const CONTACT = 'urn:ietf:params:xml:ns:contact-1.0';

type Extension = Readonly<Record<string, Content>>;

/**
 * `contact:create`, RFC 5733 section 3.2.1. The password is empty: a contact's is of no use to these servers, and one
 * that we made up would have to be kept.
 * @param id undefined: the caller has to name it, this server allots none
 */
export function contactCreate(
  contact: EppContact,
  asked: Asked,
  extension?: Extension,
  id?: string,
): Document {
  return command(
    'create',
    {
      'contact:id': asked.contact ?? id ?? missing('/format/contact'),
      ...postalInfo(contact, true),
      'contact:voice': contact.voice,
      'contact:email': contact.email,
      'contact:authInfo': { 'contact:pw': '' },
    },
    asked,
    extension,
  );
}

/**
 * `contact:update`, RFC 5733 section 3.2.5: all that we share, since only the server knows what it has.
 * @param names whether the server lets names be changed
 */
export function contactUpdate(
  contact: EppContact,
  asked: Asked,
  names: boolean,
  extension?: Extension,
): Document {
  const changed = {
    'contact:chg': {
      ...postalInfo(contact, names),
      'contact:voice': contact.voice,
      'contact:email': contact.email,
    },
  };
  const id = asked.contact ?? missing('/format/contact');
  return command('update', { 'contact:id': id, ...changed }, asked, extension);
}

function postalInfo({ postalInfo: { type, name, org, addr } }: EppContact, names: boolean): Extension {
  return {
    'contact:postalInfo': {
      '@type': type,
      ...(names && { 'contact:name': name, 'contact:org': org }),
      'contact:addr': {
        'contact:street': addr.street,
        'contact:city': addr.city,
        'contact:pc': addr.pc,
        'contact:cc': addr.cc,
      },
    },
  };
}

function command(
  verb: 'create' | 'update',
  content: Extension,
  { sharing }: Asked,
  extension?: Extension,
): Document {
  const text = xml({
    epp: {
      '@xmlns': EPP,
      command: {
        [verb]: { [`contact:${verb}`]: { '@xmlns:contact': CONTACT, ...content } },
        extension,
        clTRID: sharing,
      },
    },
  });
  return { type: 'application/epp+xml', text };
}

/** The extension that goes out: the first of those that we write which the server's greeting offers. */
export function offered<const U extends string>(written: readonly U[], { extensions }: Asked): U {
  const found = written.find(uri => extensions?.includes(uri));
  if (found === undefined) throw new DomainError('format-extension-missing', { extensions: [...written] });
  return found;
}

function missing(pointer: string): never {
  throw new DomainError('malformed-value', { errors: [{ pointer, rule: 'missing' }] });
}
