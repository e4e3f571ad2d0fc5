import { describeScale, type ScaleObject } from './scale.js';

const deployment = (name: string, replicas: number, readyReplicas: number): ScaleObject => ({
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas },
  status: { readyReplicas },
});

const cpu = { name: 'cpu', container: 'quiz' };
const external = { metric: { name: 's1-prometheus' } };
const autoscaler: ScaleObject = {
  kind: 'HorizontalPodAutoscaler',
  spec: {
    scaleTargetRef: { name: 'tenfold-quiz' },
    metrics: [
      { type: 'ContainerResource', containerResource: { ...cpu, target: { averageUtilization: 65 } } },
      { type: 'External', external: { ...external, target: { averageValue: '8' } } },
    ],
  },
  status: {
    desiredReplicas: 4,
    currentMetrics: [
      { type: 'External', external: { ...external, current: { averageValue: '9500m' } } },
      {
        type: 'ContainerResource',
        containerResource: { ...cpu, current: { averageUtilization: 81, averageValue: '81m' } },
      },
    ],
  },
};

describe(describeScale, () => {
  it('should show pods, what is wanted, and each metric against its target', () => {
    const objects = [deployment('tenfold-quiz', 3, 2), autoscaler, deployment('tenfold-issuer', 1, 1)];
    expect(describeScale(objects)).toBe('quiz 2/3→4 cpu 81%/65% s1-prometheus 9500m/8');
  });

  it('should say of a metric that nobody has yet that it is not known', () => {
    const young = { ...autoscaler, status: { desiredReplicas: 3, currentMetrics: null } } as ScaleObject;
    expect(describeScale([deployment('tenfold-quiz', 3, 3), young])).toBe(
      'quiz 3/3 cpu ?/65% s1-prometheus ?/8',
    );
  });
});
