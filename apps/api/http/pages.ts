import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Where the page for officers is, where its files are, and where that for customers is. */
export const PAGES = ['/console', '/mijn-gegevens'] as const;
/** The document in a hidden frame that hands a renewed sign-in to the page around it. */
const SILENT = '/console/signed-in-silently';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface PageFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** The built page, in memory: a path leads to one of its files or to its document, never to the disk. */
export class Pages {
  private constructor(
    private readonly files: ReadonlyMap<string, PageFile>,
    private readonly policy: (frame: boolean) => string,
  ) {}

  /** @returns undefined where nothing was built */
  static in(folder: string, issuer: string): Pages | undefined {
    if (!existsSync(join(folder, 'index.html'))) return undefined;
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && extname(entry.name) in TYPES)
      .map(entry => relative(folder, join(entry.parentPath, entry.name)));
    const files = names.map((name): [string, PageFile] => {
      const plain = readFileSync(join(folder, name));
      const type = TYPES[extname(name)]!;
      return [`/console/${name.replaceAll('\\', '/')}`, { type, plain, gzipped: gzipSync(plain) }];
    });
    return new Pages(new Map(files), frame => policy(new URL(issuer).origin, frame));
  }

  /** Adds `GET /`, `/console…` and `/mijn-gegevens…`. Any address of the page is its document; its router knows the rest. */
  addTo(fastify: FastifyInstance): void {
    const config = { page: true };
    const send = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      this.send(request, reply);
    for (const page of PAGES) for (const url of [page, `${page}/*`]) fastify.get(url, { config }, send);
    fastify.get('/', { config }, async (_, reply) => reply.redirect(PAGES[0], 302));
  }

  private send(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = request.url.split('?')[0]!;
    const silent = path === SILENT;
    const file = this.files.get(path);
    const asset = path.startsWith('/console/assets/');
    if (asset && !file) return reply.callNotFound() as unknown as FastifyReply;
    const found = file ?? this.files.get(silent ? '/console/silent.html' : '/console/index.html')!;
    const gzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    return reply
      .headers({
        'content-type': found.type,
        'content-security-policy': this.policy(silent),
        // The names of files in the folder of assets hold a hash of their content.
        'cache-control': asset ? 'public, max-age=31536000, immutable' : 'no-cache',
        vary: 'accept-encoding',
        ...(gzip && { 'content-encoding': 'gzip' }),
      })
      .send(gzip ? found.gzipped : found.plain);
  }
}

/** Nothing but this service and its issuer; no inline script or style; in no frame, but the renewed sign-in in our own. */
function policy(issuer: string, frame: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${issuer}`,
    `frame-src 'self' ${issuer}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${frame ? "'self'" : "'none'"}`,
  ].join('; ');
}
