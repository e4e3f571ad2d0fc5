import { Failure } from '../output/failure.js';
import type { ServiceName } from '../stack/service-names.js';

/** How a cluster comes by an image that is built here. */
export type ImageRoute =
  | { readonly kind: 'kind'; readonly cluster: string }
  | { readonly kind: 'minikube'; readonly profile: string }
  | { readonly kind: 'registry' }
  | { readonly kind: 'command'; readonly template: string };

export interface Image {
  readonly service: ServiceName;
  readonly repository: string;
  readonly tag: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** TENFOLD_K8S_IMAGES, else what the context's name says. */
export function imageRoute(context: string, environment: Environment): ImageRoute {
  const wanted = environment['TENFOLD_K8S_IMAGES'] ?? guess(context);
  switch (wanted) {
    case 'kind':
      return { kind: 'kind', cluster: context.replace(/^kind-/, '') };
    case 'minikube':
      return { kind: 'minikube', profile: context };
    case 'registry':
      if (environment['TENFOLD_K8S_REGISTRY'] === undefined)
        throw new Failure('TENFOLD_K8S_IMAGES=registry needs TENFOLD_K8S_REGISTRY, such as ghcr.io/you.');
      return { kind: 'registry' };
    case undefined:
      throw new Failure(
        `How does the cluster of context ${context} get images? Set TENFOLD_K8S_IMAGES to kind, minikube, registry (with ` +
          "TENFOLD_K8S_REGISTRY), or a command such as 'nerdctl -n k8s.io build -t {image} --build-arg SERVICE={service} .'",
      );
    default:
      if (!wanted.includes('{image}') || !wanted.includes('{service}'))
        throw new Failure(
          'TENFOLD_K8S_IMAGES is kind, minikube, registry, or a command with {image} and {service}.',
        );
      return { kind: 'command', template: wanted };
  }
}

function guess(context: string): string | undefined {
  if (context.startsWith('kind-')) return 'kind';
  return context === 'minikube' ? 'minikube' : undefined;
}

export function repositoryOf(service: ServiceName, environment: Environment): string {
  const registry = environment['TENFOLD_K8S_REGISTRY'];
  return [...(registry === undefined ? [] : [registry.replace(/\/$/, '')]), `tenfold/${service}`].join('/');
}

/** The commands, each as its words, that build an image and make it known to the cluster. */
export function commandsFor(route: ImageRoute, { service, repository, tag }: Image): readonly string[][] {
  const image = `${repository}:${tag}`;
  const build = ['docker', 'build', '--quiet', '--build-arg', `SERVICE=${service}`, '--tag', image, '.'];
  switch (route.kind) {
    case 'kind':
      return [build, ['kind', 'load', 'docker-image', image, '--name', route.cluster]];
    case 'minikube':
      return [build, ['minikube', 'image', 'load', image, '--profile', route.profile]];
    case 'registry':
      return [build, ['docker', 'push', '--quiet', image]];
    case 'command':
      return [['sh', '-c', route.template.replaceAll('{image}', image).replaceAll('{service}', service)]];
  }
}
