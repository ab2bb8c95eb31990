/**
 * Schemes of electronic addresses (EAS) that Peppol BIS Billing 3 admits, PEPPOL-EN16931-CL008. `EM`, an e-mail address,
 * is not among them.
 */
const SCHEMES: ReadonlySet<string> = new Set(
  (
    '0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184 0188 0190 ' +
    '0191 0192 0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 ' +
    '0217 0218 0221 0225 0230 0235 0240 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 ' +
    '9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 ' +
    '9952 9953 9957 9959'
  ).split(' '),
);

/** Whether a text is an endpoint that Peppol can deliver to: `0208:0123456749`, scheme and identifier. */
export function isPeppolId(text: string): boolean {
  const [, scheme, id] = /^([0-9]{4}):([A-Za-z0-9._~-]{1,50})$/.exec(text) ?? [];
  if (scheme === undefined || !SCHEMES.has(scheme)) return false;
  return scheme !== '0208' || isEnterpriseNumber(id!);
}

/** A Belgian enterprise number: ten digits, the last two of them 97 less the others modulo 97 (PEPPOL-COMMON-R043). */
function isEnterpriseNumber(id: string): boolean {
  return /^[01][0-9]{9}$/.test(id) && 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8));
}
