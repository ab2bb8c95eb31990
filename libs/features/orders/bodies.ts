import type { Field } from '#libs/catalogue';
import type { Day } from '#libs/kernel';

/**
 * Government bodies that may get access, and on which legal ground (P16). Data of the controller, to be checked by
 * counsel before use: `confirmed` says whether a source was read for it, `checkedOn` when the list was last gone through.
 */
export const CHECKED_ON: Day = '2026-11-24';

export type GroundKind = 'judicial' | 'administrative' | 'fiscal' | 'eu';

export interface Ground {
  readonly kind: GroundKind;
  /** What the policy asks: judicial or administrative legitimacy. */
  readonly legitimacy: 'judicial' | 'administrative';
  readonly law: string;
  /** First day on which it can be relied upon, where that is not long past. */
  readonly from?: Day;
  readonly to?: Day;
  /** What may be asked on it. */
  readonly fields: readonly Field[];
  /** What the reference of an order on it looks like. */
  readonly reference: string;
  /** The provision that may forbid telling the person. */
  readonly secrecy?: string;
  /** Whether whoever made this list read a source. Without, an officer confirms it before anything is disclosed on it. */
  readonly confirmed: boolean;
  readonly source: string;
}

const IDENTITY = ['familyName', 'givenName', 'address', 'telephone', 'email', 'language'] as const;
const ALL = [...IDENTITY, 'ipAddress'] as const;

export const GROUNDS = {
  'sv-46bis': {
    kind: 'judicial',
    legitimacy: 'judicial',
    law: 'Code of Criminal Procedure art. 46bis §1: identification of a user or subscriber',
    fields: IDENTITY,
    reference: 'notice number of the prosecutor, date, magistrate',
    secrecy: 'Code of Criminal Procedure art. 46bis §2',
    confirmed: true,
    source: 'Text of the act of 23 January 2007; secrecy from memory',
  },
  'sv-88bis': {
    kind: 'judicial',
    legitimacy: 'judicial',
    law: 'Code of Criminal Procedure art. 88bis: traffic data and location',
    fields: ['ipAddress'],
    reference: 'file number of the investigating judge and notice number',
    secrecy: 'Code of Criminal Procedure art. 88bis',
    confirmed: false,
    source: 'From memory',
  },
  'sv-90ter': {
    kind: 'judicial',
    legitimacy: 'judicial',
    law: 'Code of Criminal Procedure art. 90ter to 90quater: interception; no content is held here',
    fields: [],
    reference: 'file number of the investigating judge and notice number',
    secrecy: 'Code of Criminal Procedure art. 90quater',
    confirmed: false,
    source: 'From memory',
  },
  'sv-39bis': {
    kind: 'judicial',
    legitimacy: 'judicial',
    law: 'Code of Criminal Procedure art. 39bis: seizure of data',
    fields: ALL,
    reference: 'number of the report (PV)',
    confirmed: false,
    source: 'From memory',
  },
  'wer-xv-3': {
    kind: 'administrative',
    legitimacy: 'administrative',
    law: 'Code of Economic Law art. XV.3: sworn inspectors',
    fields: IDENTITY,
    reference: 'file number of the inspection',
    confirmed: false,
    source: 'From memory; its protocol with the .be registry since 1 December 2018 was reported in the press',
  },
  'wib-322': {
    kind: 'fiscal',
    legitimacy: 'administrative',
    law: 'Income Tax Code 1992 art. 322 §1: information from third parties',
    fields: IDENTITY,
    reference: 'file or question number, grade of the officer',
    confirmed: true,
    source: 'Text of the article',
  },
  'btw-61': {
    kind: 'fiscal',
    legitimacy: 'administrative',
    law: 'VAT Code art. 61 and 62bis',
    fields: IDENTITY,
    reference: 'file or question number, grade of the officer',
    confirmed: false,
    source: 'From memory',
  },
  'eu-2023-1543': {
    kind: 'eu',
    legitimacy: 'judicial',
    law: 'Regulation (EU) 2023/1543: European Production Order Certificate',
    from: '2026-08-18',
    fields: ALL,
    reference: 'number of the certificate (EPOC)',
    secrecy: 'Regulation (EU) 2023/1543 art. 13',
    confirmed: true,
    source: 'The regulation applies since 18 August 2026; article on secrecy from memory',
  },
  'nis2-28': {
    kind: 'administrative',
    legitimacy: 'administrative',
    law: 'Directive (EU) 2022/2555 art. 28(5): lawful and reasoned request for registration data',
    fields: IDENTITY,
    reference: 'id of the request',
    confirmed: false,
    source: 'Summary of the directive; the Belgian act was not read',
  },
} as const satisfies Record<string, Ground>;
export type GroundCode = keyof typeof GROUNDS;
export const GROUND_CODES = Object.keys(GROUNDS) as GroundCode[];

export interface Body {
  readonly name: string;
  readonly grounds: readonly GroundCode[];
}

export const BODIES = {
  'public-prosecutor': {
    name: 'Procureur des Konings / Procureur du Roi',
    grounds: ['sv-46bis', 'sv-39bis'],
  },
  'investigating-judge': {
    name: "Onderzoeksrechter / Juge d'instruction",
    grounds: ['sv-88bis', 'sv-90ter', 'sv-39bis'],
  },
  'judicial-police': { name: 'Gerechtelijke politie / Police judiciaire', grounds: ['sv-39bis', 'sv-46bis'] },
  'fod-economie': { name: 'FOD Economie / SPF Economie', grounds: ['wer-xv-3'] },
  'fod-financien': { name: 'FOD Financiën / SPF Finances', grounds: ['wib-322', 'btw-61'] },
  'eu-issuing-authority': { name: 'Issuing authority of a Member State', grounds: ['eu-2023-1543'] },
  ccb: {
    name: 'Centrum voor Cybersecurity België / Centre pour la Cybersécurité Belgique',
    grounds: ['nis2-28'],
  },
} as const satisfies Record<string, Body>;
export type BodyCode = keyof typeof BODIES;

export function isBody(code: string): code is BodyCode {
  return Object.hasOwn(BODIES, code);
}

export function bodyOf(code: string): Body | undefined {
  return isBody(code) ? BODIES[code] : undefined;
}

export function groundOf(code: string): Ground | undefined {
  return Object.hasOwn(GROUNDS, code) ? GROUNDS[code as GroundCode] : undefined;
}

/** A ground that can be relied upon on a day. */
export function groundOn(code: string, day: Day): Ground | undefined {
  const ground = groundOf(code);
  if (!ground || day < (ground.from ?? '') || (ground.to !== undefined && day > ground.to)) return undefined;
  return ground;
}
