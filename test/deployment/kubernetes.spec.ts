import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '#libs/config';
import { VARIABLES, type Variable } from '#libs/config';
import { temporaryFolder } from '../setup/app';

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly securityContext: { readonly readOnlyRootFilesystem: boolean };
}
interface Pod {
  readonly containers: readonly [Container];
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsUser: number; readonly fsGroup: number };
  readonly volumes: readonly {
    readonly name: string;
    readonly secret: { readonly secretName: string; readonly defaultMode: number };
  }[];
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: object };
    readonly template: { readonly metadata: { readonly labels: object }; readonly spec: Pod };
  };
}

const source = readFileSync(join(__dirname, '../../docker/kubernetes/inzage.yaml'), 'utf8');
const manifests = parseAllDocuments(source).map(document => {
  expect(document.errors).toEqual([]);
  return document.toJS() as Manifest;
});
const of = (kind: string, name: string): Manifest =>
  manifests.find(manifest => manifest.kind === kind && manifest.metadata.name === name)!;
const settings = of('ConfigMap', 'inzage').data;

describe.each(['api', 'projector'])('the %s', run => {
  const { spec } = of('Deployment', `inzage-${run}`);
  const pod = spec.template.spec;
  const [container] = pod.containers;

  test('is there twice, and is found', () => {
    expect(spec.replicas).toBe(2);
    expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
    expect(container.env).toEqual([{ name: 'INZAGE_RUN', value: run }]);
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'inzage' } }]);
  });

  test('is asked where the service answers', () => {
    const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]));
    expect(ports).toEqual({ http: 3000, metrics: Number(settings.INZAGE_METRICS_PORT) });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    for (const probe of [container.startupProbe, container.livenessProbe])
      expect(probe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(settings.INZAGE_SHUTDOWN_SECONDS) + 5);
  });

  test('has its secrets in files that its group reads and nobody else, and writes nowhere', () => {
    const [{ secret }] = pod.volumes as [Pod['volumes'][number]];
    expect(secret).toEqual({ secretName: 'inzage', defaultMode: 0o440 });
    expect(pod.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 1000 });
    expect(container.volumeMounts).toEqual([{ name: 'secrets', mountPath: '/run/inzage', readOnly: true }]);
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
  });
});

test('nothing secret is in an environment, and every variable is one', () => {
  const secret = VARIABLES.filter((variable: Variable) => variable.secret).map(({ name }) => name);
  const names = VARIABLES.map(({ name }) => name);
  expect(secret).toContain('KEYRING_URL');
  for (const name of Object.keys(settings)) {
    expect(secret).not.toContain(name);
    expect([...names, ...secret.map(each => `${each}_FILE`)]).toContain(name);
  }
  expect(source).not.toMatch(/secretKeyRef|secretRef/);
});

test('the production profile starts with these settings and the files of the Secret that the first lines make', () => {
  const made = [...source.matchAll(/--from-(?:file=|literal=)([\w.-]+)/g)].map(([, name]) => name!);
  expect(made).toEqual(
    expect.arrayContaining(['secrets.json', 'database-url', 'database-admin-url', 'keyring-url']),
  );
  const folder = temporaryFolder();
  try {
    for (const name of made)
      writeFileSync(join(folder, name), `postgres://${name}:p@db-${name.split('-')[0]}/x\n`);
    const environment = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, value.replace('/run/inzage', folder)]),
    );
    expect(readConfig('production', environment)).toMatchObject({
      database: {
        service: 'postgres://database-url:p@db-database/x',
        keyring: 'postgres://keyring-url:p@db-keyring/x',
      },
      metrics: { host: '0.0.0.0', port: 9464 },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
