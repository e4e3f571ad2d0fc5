import type { SCHEMA_MODULES } from './versions.js';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly module: keyof typeof SCHEMA_MODULES;
  /** The file in its module: an OpenAPI document, or a CustomResourceDefinition. */
  readonly file: string;
}

/** What the charts may render. Another kind is a line here, and `./tenfold check charts --fix` makes its schema. */
export const KINDS: readonly Kind[] = [
  ...builtIn('v1', [
    'ConfigMap',
    'Namespace',
    'PersistentVolumeClaim',
    'Pod',
    'Secret',
    'Service',
    'ServiceAccount',
  ]),
  ...builtIn('apps/v1', ['Deployment', 'StatefulSet']),
  ...builtIn('autoscaling/v2', ['HorizontalPodAutoscaler']),
  ...builtIn('batch/v1', ['CronJob', 'Job']),
  ...builtIn('networking.k8s.io/v1', ['Ingress', 'NetworkPolicy']),
  ...builtIn('policy/v1', ['PodDisruptionBudget']),
  ...builtIn('rbac.authorization.k8s.io/v1', ['Role', 'RoleBinding']),
  ...custom('monitoring.coreos.com/v1', 'prometheus-operator', 'example/prometheus-operator-crd', {
    PodMonitor: 'podmonitors',
    PrometheusRule: 'prometheusrules',
    ServiceMonitor: 'servicemonitors',
  }),
  ...custom('keda.sh/v1alpha1', 'keda', 'config/crd/bases', {
    ScaledObject: 'scaledobjects',
    TriggerAuthentication: 'triggerauthentications',
  }),
  ...custom('gateway.networking.k8s.io/v1', 'gateway-api', 'config/crd/standard', {
    Gateway: 'gateways',
    HTTPRoute: 'httproutes',
  }),
  ...custom('postgresql.cnpg.io/v1', 'cnpg', 'config/crd/bases', {
    Cluster: 'clusters',
    Database: 'databases',
    Pooler: 'poolers',
    ScheduledBackup: 'scheduledbackups',
  }),
];

/** Kinds without a schema, each with the reason; kubeconform passes over them. */
export const KINDS_WITHOUT_SCHEMA: Readonly<Record<string, string>> = {
  'grafana.integreatly.org/v1beta1/GrafanaDashboard': 'only a reference to a ConfigMap, off by default',
};

/** As kubeconform fills in its template of a schema's location: `deployment-apps-v1.json`, `secret-v1.json`. */
export const SCHEMA_FILE = '{{ .ResourceKind }}{{ .KindSuffix }}.json';

export function schemaFileOf({ apiVersion, kind }: Pick<Kind, 'apiVersion' | 'kind'>): string {
  const [group = '', ...version] = apiVersion.split('/');
  return `${[kind.toLowerCase(), group.split('.')[0], ...version].join('-')}.json`;
}

function builtIn(apiVersion: string, kinds: readonly string[]): Kind[] {
  const path = apiVersion === 'v1' ? 'api__v1' : `apis__${apiVersion.replace('/', '__')}`;
  const file = `api/openapi-spec/v3/${path}_openapi.json`;
  return kinds.map((kind) => ({ apiVersion, kind, module: 'kubernetes', file }));
}

function custom(
  apiVersion: string,
  module: Kind['module'],
  folder: string,
  plurals: Readonly<Record<string, string>>,
): Kind[] {
  const [group] = apiVersion.split('/');
  return Object.entries(plurals).map(([kind, plural]) => ({
    apiVersion,
    kind,
    module,
    file: `${folder}/${group}_${plural}.yaml`,
  }));
}
