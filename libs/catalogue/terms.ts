/**
 * Terms of W3C DPV 2.3 that a catalogue may use (w3c/dpv tag dpv-2.3: dpv.ttl, pd.ttl, eu-gdpr.ttl, status accepted or
 * modified). A term outside these lists is a contradiction: many names that sound right do not exist there.
 */
export const DPV_PURPOSES: ReadonlySet<string> = prefixed(
  'dpv',
  'ServiceProvision RequestedServiceProvision CustomerManagement CustomerOrderManagement CustomerCare ' +
    'CustomerClaimsManagement CustomerRelationshipManagement AccountManagement PaymentManagement SellProducts ' +
    'DeliveryOfGoods FraudPreventionAndDetection IdentityVerification IdentityAuthentication LegalCompliance ' +
    'FulfilmentOfContractualObligation RecordManagement CommunicationManagement CommunicationForCustomerCare ' +
    'DisputeManagement RightsFulfilment DirectMarketing ServiceUsageAnalytics EnforceSecurity',
);

export const DPV_PERSONAL_DATA: ReadonlySet<string> = prefixed(
  'pd',
  'Name PhysicalAddress Street City PostalCode Region Country TelephoneNumber EmailAddress EmailAddressPersonal ' +
    'EmailAddressWork Language IPAddress',
);

export const DPV_RECIPIENTS: ReadonlySet<string> = prefixed('dpv', 'Recipient DataProcessor');

/** Transfer grounds of `eu-gdpr:`, without prefix. */
export const TRANSFER_GROUNDS: ReadonlySet<string> = new Set(['A45-3', 'A46-2-c', 'A49-1-a', 'A49-1-b']);

function prefixed(prefix: string, terms: string): ReadonlySet<string> {
  return new Set(terms.split(' ').map(term => `${prefix}:${term}`));
}
