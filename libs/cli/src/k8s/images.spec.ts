import { commandsFor, imageRoute, repositoryOf } from './images.js';

describe(imageRoute, () => {
  it.each([
    ['kind-tenfold', {}, { kind: 'kind', cluster: 'tenfold' }],
    ['minikube', {}, { kind: 'minikube', profile: 'minikube' }],
    ['other', { TENFOLD_K8S_IMAGES: 'minikube' }, { kind: 'minikube', profile: 'other' }],
    ['other', { TENFOLD_K8S_IMAGES: 'registry', TENFOLD_K8S_REGISTRY: 'r' }, { kind: 'registry' }],
    [
      'kind-x',
      { TENFOLD_K8S_IMAGES: 'b {image} {service}' },
      { kind: 'command', template: 'b {image} {service}' },
    ],
  ])('should go by the variable, else by the name %s: %j', (context, environment, route) => {
    expect(imageRoute(context, environment)).toEqual(route);
  });

  it.each([
    [{}, /TENFOLD_K8S_IMAGES to kind, minikube, registry/],
    [{ TENFOLD_K8S_IMAGES: 'registry' }, /needs TENFOLD_K8S_REGISTRY/],
    [{ TENFOLD_K8S_IMAGES: 'docker build .' }, /with \{image\} and \{service\}/],
  ])('should say what to set when it cannot know: %j', (environment, message) => {
    expect(() => imageRoute('production', environment)).toThrow(message);
  });
});

describe(commandsFor, () => {
  const image = { service: 'order-items', repository: 'r/tenfold/order-items', tag: '1' } as const;

  it('should push what a registry is to have', () => {
    expect(commandsFor({ kind: 'registry' }, image).map((words) => words.join(' '))).toEqual([
      'docker build --quiet --build-arg SERVICE=order-items --tag r/tenfold/order-items:1 .',
      'docker push --quiet r/tenfold/order-items:1',
    ]);
  });

  it('should fill in a command of the user', () => {
    const template = 'build {image} --arg {service} # {image}';
    expect(commandsFor({ kind: 'command', template }, image)).toEqual([
      ['sh', '-c', 'build r/tenfold/order-items:1 --arg order-items # r/tenfold/order-items:1'],
    ]);
  });
});

describe(repositoryOf, () => {
  it('should stand below the registry, when there is one', () => {
    expect(repositoryOf('quiz', {})).toBe('tenfold/quiz');
    expect(repositoryOf('quiz', { TENFOLD_K8S_REGISTRY: 'ghcr.io/you/' })).toBe('ghcr.io/you/tenfold/quiz');
  });
});
