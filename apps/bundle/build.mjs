/**
 * Follows `nest build`. What no source makes any more goes out of dist; and the programs with all that they load are put
 * into one file, from which dist/apps/{api,cli,issuer}/main.js then start (launch.cjs): a process finds and compiles one
 * file instead of some three thousand. The file is made anew only when what it is made of has changed.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledFiles, removeOrphans } from './orphans.cjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const dist = join(root, 'dist');
/** As deep as the programs' own folders: what they find from where they stand is found from here. */
const out = join(dist, 'apps/bundle');
const stamp = join(out, '.made-of');

const PROGRAMS = ['api', 'cli', 'issuer'];
/** Packages that stay in node_modules: what few processes load, and what reads files of its own. */
const APART = [
  /^@eventstore\//,
  /^@kurrent\//,
  /^@grpc\//,
  /^swagger-ui-dist/,
  /^pdfkit$/,
  /^dejavu-fonts-ttf/,
];

/** What packages ask for where it is installed. */
const OPTIONAL = [
  /^@nestjs\/(websockets|microservices|platform-express)/,
  /^@fastify\/(multipart|view)$/,
  'pg-native',
  /^(@google-cloud\/spanner|@sap\/hana-client|better-sqlite3|hdb-pool|ioredis|mongodb|mssql|mysql2?|oracledb|pg-query-stream|react-native-sqlite-storage|redis|sql\.js|sqlite3|typeorm-aurora-data-api-driver)/,
];

const mainOf = program => join(dist, 'apps', program, 'main.js');

function digest() {
  const hash = createHash('sha256');
  for (const path of [
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
    ...compiledFiles(root).sort(),
  ])
    hash.update(relative(root, path)).update(readFileSync(path));
  return hash.digest('hex');
}

const ENTRY = '\0programs';
const entry = {
  name: 'programs',
  resolveId: id => (id === ENTRY ? id : null),
  load: id =>
    id === ENTRY
      ? PROGRAMS.map(each => `exports.${each} = () => require(${JSON.stringify(mainOf(each))});`).join('\n')
      : null,
};

/** Nest's packages ask for some others by a `require` that they make themselves, which a bundler does not see. */
const requires = {
  name: 'requires',
  transform: {
    filter: { id: /node_modules\/@nestjs\// },
    handler: code => code.replace(/^const require = createRequire\(import\.meta\.url\);$/m, ''),
  },
};

/** @param made in its first line: what the program's compiled form is kept for */
async function bundle(made) {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: ENTRY,
    platform: 'node',
    external: [...APART, ...OPTIONAL],
    plugins: [entry, requires],
    logLevel: 'silent',
  });
  const { output } = await build.generate({
    format: 'cjs',
    codeSplitting: false,
    keepNames: true,
    comments: false,
    // What is compiled from V8's cache finds no module by `import()`.
    dynamicImportInCjs: false,
  });
  await build.close();
  // A byte a character: it is read at each start.
  const code = output[0].code.replace(
    /[\u0100-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  mkdirSync(out);
  writeFileSync(join(out, 'index.js'), `// ${made}\n${code}`, 'latin1');
}

const started = PROGRAMS.every(each => readFileSync(mainOf(each), 'utf8').includes('launch.cjs'));
if (!started) {
  removeOrphans(root);
  const made = digest();
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== made) {
    rmSync(out, { recursive: true, force: true });
    await bundle(made);
    writeFileSync(stamp, made);
  }
  copyFileSync(join(here, 'launch.cjs'), join(out, 'launch.cjs'));
  for (const program of PROGRAMS)
    writeFileSync(mainOf(program), `'use strict';\nrequire('../bundle/launch.cjs').launch('${program}');\n`);
}
