import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PROBLEMS } from '#libs/kernel';
import { customerWith, Http } from '../scenarios/http';
import { startApp, type App } from '../setup/app';

const root = join(__dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}
const alerts = (parse(text('docker/prometheus/rules.yml')) as Rules).groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(text('docker/grafana/inzage.json')) as Dashboard;

/** Names of metrics in an expression of PromQL, and the labels that it asks of each or groups by. */
function asked(expr: string): { metrics: string[]; labels: string[] } {
  const selectors = [...expr.matchAll(/\b((?:inzage|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];
  const matched = selectors.flatMap(([, , labels = '']) =>
    [...labels.matchAll(/(\w+)\s*(?:=|!)/g)].map(([, l]) => l!),
  );
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, by]) => by!.split(/,\s*/));
  return { metrics: selectors.map(([, name]) => name!), labels: [...matched, ...grouped] };
}

describe('what is watched', () => {
  let app: App;
  let told: string;
  beforeAll(async () => {
    app = await startApp({ postgres: 'shared' });
    await customerWith(new Http(app), app, 'jan');
    told = await (await fetch(`${app.url}/metrics`)).text();
  });
  afterAll(() => app.dispose());

  /** Labels that a scraper adds by itself. */
  const SCRAPED = ['job', 'instance'];
  const lacking = (expr: string): string[] => {
    const { metrics, labels } = asked(expr);
    const known = new Set([
      ...SCRAPED,
      'name',
      ...[...told.matchAll(/[{,](\w+)="/g)].map(([, label]) => label),
    ]);
    return [
      ...metrics.filter(name => !new RegExp(`^(# TYPE ${name} |${name}(\\{| ))`, 'm').test(told)),
      ...labels.filter(label => !known.has(label)),
    ];
  };

  test.each(alerts.map(({ alert, expr }) => [alert, expr]))(
    '%s asks for what the service tells',
    (_, expr) => {
      expect(asked(expr).metrics).not.toEqual([]);
      expect(lacking(expr)).toEqual([]);
    },
  );

  test.each(panels.map(({ title, targets }) => [title, targets]))(
    'the panel "%s" asks for what the service tells',
    (_, targets) => {
      for (const { expr } of targets) {
        expect(asked(expr).metrics).not.toEqual([]);
        expect(lacking(expr)).toEqual([]);
      }
    },
  );

  test('what the service does not tell is found', () => {
    expect(lacking('max by (nmae) (inzage_timers_late{outcom="done"}) > 0')).toEqual([
      'inzage_timers_late',
      'outcom',
      'nmae',
    ]);
  });
});

test('every outcome that is asked for is a code that the service refuses with', () => {
  const exprs = [
    ...alerts.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  const outcomes = exprs
    .flatMap(expr => [...expr.matchAll(/outcome=~?"([^"]+)"/g)])
    .flatMap(([, list]) => list!.split('|'));
  expect(outcomes).toContain('store-unavailable');
  expect(outcomes.filter(outcome => !(outcome in PROBLEMS))).toEqual([]);
});

test('the alerts are those of docs/operations.md, "What to watch"', () => {
  const documented = [...text('docs/operations.md').matchAll(/^\| `(Inzage\w+)` \|/gm)].map(
    ([, name]) => name,
  );
  expect(documented).toHaveLength(9);
  expect(alerts.map(({ alert }) => alert)).toEqual(documented);
});

const promtool = spawnSync('promtool', ['--version']).status === 0;
(promtool ? test : test.skip)('promtool: the rules are rules, and each fires on what it is for', () => {
  const { status, stdout, stderr } = spawnSync('promtool', [
    'test',
    'rules',
    join(root, 'docker/prometheus/rules.test.yml'),
  ]);
  expect([status, `${String(stdout)}${String(stderr)}`]).toEqual([0, expect.stringContaining('SUCCESS')]);
});
