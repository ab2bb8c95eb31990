import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** id-ct-TSTInfo. */
const TST_INFO = '1.2.840.113549.1.9.16.1.4';

const CONFIGURATION = `
[tsa]
dir = .
serial = serial
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[stamps]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping
[others]
basicConstraints = critical, CA:false
extendedKeyUsage = serverAuth
[req]
distinguished_name = name
[name]
`;

/** A time-stamping authority (RFC 3161) by openssl, over HTTP, under an authority of its own. */
export class Tsa {
  /** Changes what is answered. */
  change: (reply: Buffer) => Buffer | Promise<Buffer> = reply => reply;
  /** Whether it answers. */
  down = false;
  asked = 0;

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/tsr`;
  }

  /** Certificate of the authority that it is under, a PEM file. */
  get ca(): string {
    return join(this.folder, 'ca.pem');
  }

  static async start(): Promise<Tsa> {
    const folder = mkdtempSync(join(tmpdir(), 'inzage-tsa-'));
    writeFileSync(join(folder, 'serial'), '01\n');
    writeFileSync(join(folder, 'tsa.cnf'), CONFIGURATION);
    const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-config', 'tsa.cnf'];
    await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA');
    const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'tsa.cnf'];
    for (const [name, use] of [
      ['tsa', 'stamps'],
      ['other', 'others'],
    ] as const) {
      const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=Test ${name}`];
      await openssl('req', '-new', ...key, ...files);
      await openssl('x509', '-req', '-in', `${name}.csr`, ...sign, '-extensions', use, '-out', `${name}.pem`);
    }
    const server = createServer();
    const tsa = new Tsa(folder, server);
    server.on('request', (request, response) => {
      tsa.asked += 1;
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (tsa.down) return void response.writeHead(503).end();
        tsa.reply(Buffer.concat(parts)).then(
          reply => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply),
          () => response.writeHead(500).end(),
        );
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return tsa;
  }

  /** What openssl says of a token over a text: whether it holds under this authority. */
  async holds(token: Buffer, text: string): Promise<boolean> {
    const folder = mkdtempSync(join(this.folder, 'verify-'));
    writeFileSync(join(folder, 'token'), token);
    writeFileSync(join(folder, 'text'), text);
    const args = ['ts', '-verify', '-data', 'text', '-in', 'token', '-token_in', '-CAfile', this.ca];
    return run('openssl', args, { cwd: folder }).then(
      () => true,
      () => false,
    );
  }

  /** The same answer, signed by a certificate that is not for time stamps. */
  async byAnother(reply: Buffer): Promise<Buffer> {
    const folder = mkdtempSync(join(this.folder, 'other-'));
    const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
    writeFileSync(join(folder, 'reply'), reply);
    await openssl('ts', '-reply', '-in', 'reply', '-token_out', '-out', 'token');
    const cms = ['-binary', '-inform', 'DER', '-outform', 'DER'];
    await openssl('cms', '-verify', '-noverify', ...cms, '-in', 'token', '-out', 'info');
    const by = ['-signer', '../other.pem', '-inkey', '../other.key', '-econtent_type', TST_INFO];
    await openssl('cms', '-sign', '-nodetach', ...cms, ...by, '-in', 'info', '-out', 'signed');
    const token = readFileSync(join(folder, 'signed'));
    // TimeStampResp: a status of 0, and the token.
    const content = Buffer.concat([Buffer.from('3003020100', 'hex'), token]);
    return Buffer.concat([Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]), content]);
  }

  private async reply(query: Buffer): Promise<Buffer> {
    const folder = join(this.folder, `ask-${this.asked}`);
    mkdirSync(folder);
    const [asked, answer] = [join(folder, 'query'), join(folder, 'reply')];
    writeFileSync(asked, query);
    const args = [
      'ts',
      '-reply',
      '-config',
      'tsa.cnf',
      '-section',
      'tsa',
      '-queryfile',
      asked,
      '-out',
      answer,
    ];
    await run('openssl', args, { cwd: this.folder });
    return this.change(readFileSync(answer));
  }

  async stop(): Promise<void> {
    await new Promise(resolve => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
    rmSync(this.folder, { recursive: true });
  }
}
