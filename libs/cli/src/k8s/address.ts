import { Failure } from '../output/failure.js';
import { inNamespace, kubectl, SELECTOR, type Cluster } from './cluster.js';

interface Ingress {
  readonly spec: { readonly rules?: readonly { readonly host?: string }[]; readonly tls?: unknown };
  readonly status?: {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
}

/** As k8s/kind.yaml maps it. */
const KIND_URL = 'http://localhost:8080';

/** Where the release is reached from here: what was said, else what its Ingress says, else what kind.yaml maps. */
export async function urlOf(cluster: Cluster, said: string | undefined): Promise<string> {
  const named = said ?? process.env['TENFOLD_K8S_URL'];
  if (named !== undefined) return withoutSlash(named);
  const answer = await kubectl([
    'get',
    'ingress',
    '--selector',
    SELECTOR,
    '-o',
    'json',
    ...inNamespace(cluster),
  ]);
  const ingresses =
    answer.code === 0 ? (JSON.parse(answer.stdout) as { readonly items: Ingress[] }).items : [];
  const url = addressIn(ingresses) ?? (cluster.context.startsWith('kind-') ? KIND_URL : undefined);
  if (url !== undefined) return url;
  throw new Failure(
    'Where is the release reached from here? Say it by --url URL or TENFOLD_K8S_URL: the address of your ingress controller or gateway.',
  );
}

export function addressIn(ingresses: readonly Ingress[]): string | undefined {
  for (const { spec, status } of ingresses) {
    const [balancer] = status?.loadBalancer?.ingress ?? [];
    const host = spec.rules?.find((rule) => rule.host !== undefined)?.host;
    const address = host ?? balancer?.hostname ?? balancer?.ip;
    if (address !== undefined) return `${spec.tls === undefined ? 'http' : 'https'}://${address}`;
  }
  return undefined;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
