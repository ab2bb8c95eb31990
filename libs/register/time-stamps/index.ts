import { hash } from 'node:crypto';
import { fromBER, Integer, OctetString, type Sequence } from 'asn1js';
import {
  AlgorithmIdentifier,
  type Certificate,
  ContentInfo,
  ExtKeyUsage,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { WitnessFails } from '../checkpoints';

const SHA256 = '2.16.840.1.101.3.4.2.1';
/** Statuses with which a token comes: granted, granted with modifications (RFC 3161 section 2.4.2). */
const GRANTED = [0, 1];
const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/**
 * Asks for a time stamp over a text, with the certificate of who makes it (RFC 3161 section 2.4.1). DER.
 * @param nonce positive and without a leading zero, as DER writes integers
 */
export function timeStampQuery(text: string, nonce: Buffer): Buffer {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
      hashedMessage: new OctetString({ valueHex: own(hash('sha256', text, 'buffer')) }),
    }),
    nonce: new Integer({ valueHex: own(nonce) }),
    certReq: true,
  });
  return Buffer.from(request.toSchema().toBER(false));
}

/**
 * The token of an answer, DER, byte for byte as it came: over this text, an answer to this very question, and signed by the
 * certificate in it, which is for time stamps. Whether that certificate is to be believed is for whoever verifies the token.
 * @throws WitnessFails
 */
export async function timeStampToken(reply: Buffer, text: string, nonce: Buffer): Promise<Buffer> {
  const { status, timeStampToken: content } = read(() => TimeStampResp.fromBER(own(reply)));
  if (!GRANTED.includes(status.status) || !content) throw new WitnessFails('time-stamp-refused');
  // The second part of the answer as it stands: written anew it could be other bytes than were signed.
  const [, part] = (fromBER(own(reply)).result as Sequence).valueBlock.value;
  const token = Buffer.from(part!.valueBeforeDecodeView);
  const { nonce: answered } = read(() => infoOf(signedIn(token)));
  if (!answered || !Buffer.from(answered.valueBlock.valueHexView).equals(nonce))
    throw new WitnessFails('time-stamp-of-another-question');
  if (!(await isTimeStamp(token, text))) throw new WitnessFails('time-stamp-wrong');
  return token;
}

/** Whether a token is a time stamp over a text, signed by the certificate in it, which is for time stamps. */
export async function isTimeStamp(token: Buffer, text: string): Promise<boolean> {
  try {
    // Compares the imprint with the text too.
    const { signatureVerified, signerCertificate } = await signedIn(token).verify({
      signer: 0,
      data: own(Buffer.from(text)),
      checkChain: false,
      extendedMode: true,
    });
    return signatureVerified === true && !!signerCertificate && stampsTime(signerCertificate);
  } catch {
    return false;
  }
}

function signedIn(token: Buffer): SignedData {
  return new SignedData({ schema: ContentInfo.fromBER(own(token)).content as unknown });
}

function infoOf({ encapContentInfo }: SignedData): TSTInfo {
  return TSTInfo.fromBER(encapContentInfo.eContent!.getValue());
}

function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new WitnessFails('time-stamp-malformed');
  }
}

function stampsTime({ extensions = [] }: Certificate): boolean {
  return extensions.some(
    ({ extnID, parsedValue }) =>
      extnID === EXTENDED_KEY_USAGE &&
      parsedValue instanceof ExtKeyUsage &&
      parsedValue.keyPurposes.includes(TIME_STAMPING),
  );
}

/** Bytes in an ArrayBuffer of their own. */
function own(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
