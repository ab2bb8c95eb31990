import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const tree = join(__dirname, '../..');
const PARTS = ['apps', 'libs', 'test', 'package.json', 'tsconfig.json', '.swcrc'];

/** A copy of the tree that a spec may change. */
export class Copy {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'inzage-walks-')));
  /** By file name: what did not change is parsed once. */
  private readonly parsed = new Map<string, ts.SourceFile>();

  constructor() {
    for (const part of PARTS) cpSync(join(tree, part), join(this.root, part), { recursive: true });
    symlinkSync(join(tree, 'node_modules'), join(this.root, 'node_modules'));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** @throws Error where the text is not there, once */
  change(path: string, from: string, to: string): void {
    const parts = this.read(path).split(from);
    if (parts.length !== 2) throw new Error(`${path} has ${parts.length - 1} times: ${from}`);
    this.write(path, parts.join(to));
  }

  before(path: string, place: string, text: string): void {
    this.change(path, place, text + place);
  }

  after(path: string, place: string, text: string): void {
    this.change(path, place, place + text);
  }

  /** The folder of a feature, in other names; without its specs. */
  feature(from: string, to: string, names: readonly (readonly [string, string])[]): void {
    const renamed = (text: string): string =>
      names.reduce((said, [one, other]) => said.replaceAll(one, other), text);
    for (const name of this.files(`libs/features/${from}`)) {
      if (name.endsWith('.spec.ts')) continue;
      const text = this.read(`libs/features/${from}/${name}`);
      this.write(`libs/features/${to}/${renamed(name)}`, renamed(text));
    }
  }

  /** The files that something changes. */
  changes(work: () => void): string[] {
    const before = this.texts();
    work();
    const after = this.texts();
    return [...after.keys()].filter(path => before.get(path) !== after.get(path)).sort();
  }

  linesAdded(path: string): number {
    return this.read(path).split('\n').length - readFileSync(join(tree, path), 'utf8').split('\n').length;
  }

  sources(folder: string): { path: string; text: string }[] {
    return this.files(folder)
      .filter(name => name.endsWith('.ts'))
      .map(name => ({ path: `${folder}/${name}`, text: this.read(`${folder}/${name}`) }));
  }

  /** What the compiler says of these files and all that they import, or of these alone. */
  complaints(roots: readonly string[], alone = false): string[] {
    const { config } = ts.readConfigFile(join(this.root, 'tsconfig.json'), path =>
      readFileSync(path, 'utf8'),
    ) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, this.root);
    const { incremental: _, tsBuildInfoFile: __, ...once } = options;
    const paths = roots.map(path => join(this.root, path));
    const program = ts.createProgram(paths, once, this.host(once));
    const found = alone
      ? paths.flatMap(path => program.getSemanticDiagnostics(program.getSourceFile(path)))
      : ts.getPreEmitDiagnostics(program);
    return found.map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  }

  private host(options: ts.CompilerOptions): ts.CompilerHost {
    const host = ts.createCompilerHost(options);
    const parse = host.getSourceFile.bind(host);
    host.getSourceFile = (path, ...how) => {
      const before = this.parsed.get(path);
      if (before !== undefined && before.text === host.readFile(path)) return before;
      const file = parse(path, ...how);
      if (file !== undefined) this.parsed.set(path, file);
      return file;
    };
    return host;
  }

  private files(folder: string): string[] {
    return readdirSync(join(this.root, folder), { recursive: true, withFileTypes: true }).flatMap(entry =>
      entry.isFile() ? [join(entry.parentPath, entry.name).slice(join(this.root, folder).length + 1)] : [],
    );
  }

  private texts(): Map<string, string> {
    return new Map(
      ['apps', 'libs', 'test'].flatMap(folder =>
        this.files(folder).map((name): [string, string] => [
          `${folder}/${name}`,
          this.read(`${folder}/${name}`),
        ]),
      ),
    );
  }
}
