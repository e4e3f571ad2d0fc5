/** The Kubernetes that charts are rendered, scored and validated for. */
export const KUBERNETES = '1.34.0';

/** What the cluster is taken to serve beside the built-in kinds: what a chart makes only where it is served is rendered too. */
export const API_VERSIONS = [
  'monitoring.coreos.com/v1',
  'keda.sh/v1alpha1',
  'gateway.networking.k8s.io/v1',
  'postgresql.cnpg.io/v1',
] as const;

export interface GoTool {
  readonly version: string;
  readonly module: string;
  /** The folder of the program inside its module. */
  readonly program: string;
  /** Variables that are set when the program is linked. */
  readonly set?: readonly string[];
  /** Its go.mod has replacements, which `go install` refuses: it is built in a copy of its sources. */
  readonly inSources?: true;
}

// Built without these, helm takes every cluster for Kubernetes 1.20.
const [, MINOR] = KUBERNETES.split('.');
const HELM_KUBERNETES = ['pkg/chartutil', 'pkg/lint/rules'].flatMap((folder) => [
  `helm.sh/helm/v3/${folder}.k8sVersionMajor=1`,
  `helm.sh/helm/v3/${folder}.k8sVersionMinor=${MINOR}`,
]);

export const GO_TOOLS = {
  helm: {
    version: '3.22.0',
    module: 'helm.sh/helm/v3',
    program: 'cmd/helm',
    set: HELM_KUBERNETES,
  },
  'helm-unittest': {
    version: '1.1.2',
    module: 'github.com/helm-unittest/helm-unittest',
    program: 'cmd/helm-unittest',
    set: HELM_KUBERNETES,
    inSources: true,
  },
  'helm-docs': { version: '1.14.2', module: 'github.com/norwoodj/helm-docs', program: 'cmd/helm-docs' },
  kubeconform: { version: '0.8.0', module: 'github.com/yannh/kubeconform', program: 'cmd/kubeconform' },
  'kube-score': { version: '1.20.0', module: 'github.com/zegl/kube-score', program: 'cmd/kube-score' },
} as const satisfies Readonly<Record<string, GoTool>>;

/** Where the schemas of the kinds come from. They are in the repository; only making them again needs these modules. */
export const SCHEMA_MODULES = {
  kubernetes: 'k8s.io/kubernetes@v1.34.4',
  'prometheus-operator': 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
  keda: 'github.com/kedacore/keda/v2@v2.21.0',
  'gateway-api': 'sigs.k8s.io/gateway-api@v1.5.1',
  cnpg: 'github.com/cloudnative-pg/cloudnative-pg@v1.30.0',
} as const;
