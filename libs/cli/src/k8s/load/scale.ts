import { inNamespace, kubectl, type Cluster } from '../cluster.js';

interface Deployment {
  readonly kind: 'Deployment';
  readonly metadata: { readonly name: string };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

interface Value {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

/** The metric of any of its types: `resource`, `containerResource`, `external` and so on, each under its own name. */
interface Metric {
  readonly type: string;
  readonly [source: string]: unknown;
}

interface Source {
  readonly name?: string;
  readonly metric?: { readonly name: string };
  readonly target?: Value;
  readonly current?: Value;
}

interface Autoscaler {
  readonly kind: 'HorizontalPodAutoscaler';
  readonly spec: { readonly scaleTargetRef: { readonly name: string }; readonly metrics?: readonly Metric[] };
  readonly status?: { readonly desiredReplicas?: number; readonly currentMetrics?: readonly Metric[] | null };
}

export type ScaleObject = Deployment | Autoscaler;

/** The deployments that an autoscaler decides over, as the cluster sees them now. */
export async function readScale(cluster: Cluster): Promise<string> {
  const kinds = 'deployments,horizontalpodautoscalers';
  const { code, stdout } = await kubectl(['get', kinds, '-o', 'json', ...inNamespace(cluster)]);
  if (code !== 0) return 'the cluster does not say';
  return describeScale((JSON.parse(stdout) as { readonly items: readonly ScaleObject[] }).items);
}

/** `quiz 2/3→4 cpu 81%/65%`: ready pods, all that are wanted now, what the autoscaler wants, each metric against its target. */
export function describeScale(objects: readonly ScaleObject[]): string {
  const autoscalers = objects.filter((object) => object.kind === 'HorizontalPodAutoscaler');
  return objects
    .filter((object) => object.kind === 'Deployment')
    .flatMap(({ metadata: { name }, spec, status }) => {
      const autoscaler = autoscalers.find((one) => one.spec.scaleTargetRef.name === name);
      if (autoscaler === undefined) return [];
      const pods = `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`;
      const desired = autoscaler.status?.desiredReplicas ?? spec.replicas;
      const wanted = desired === spec.replicas ? '' : `→${desired}`;
      return [[`${name.replace(/^tenfold-/, '')} ${pods}${wanted}`, ...metricsOf(autoscaler)].join(' ')];
    })
    .join('; ');
}

function metricsOf({ spec, status }: Autoscaler): string[] {
  return (spec.metrics ?? []).map((metric) => {
    const wanted = sourceOf(metric);
    const found = (status?.currentMetrics ?? []).find(
      (one) => one.type === metric.type && nameOf(sourceOf(one)) === nameOf(wanted),
    );
    const current = found === undefined ? undefined : sourceOf(found)?.current;
    return `${nameOf(wanted)} ${written(current, wanted?.target)}/${written(wanted?.target, wanted?.target)}`;
  });
}

function sourceOf(metric: Metric): Source | undefined {
  const key = `${metric.type[0]?.toLowerCase()}${metric.type.slice(1)}`;
  return metric[key] as Source | undefined;
}

function nameOf(source: Source | undefined): string {
  return source?.name ?? source?.metric?.name ?? '?';
}

/** In the unit that its target has: an autoscaler reports a share as an absolute number too. */
function written(value: Value | undefined, target: Value | undefined): string {
  if (value === undefined) return '?';
  if (target?.averageUtilization !== undefined) return `${value.averageUtilization ?? '?'}%`;
  return (target?.averageValue === undefined ? value.value : value.averageValue) ?? '?';
}
