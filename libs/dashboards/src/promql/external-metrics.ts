/** A metric that somebody else exports, what it may be asked by, and why we ask for it. */
interface ExternalMetric {
  readonly labels: readonly string[];
  readonly reason: string;
}

const AUTOSCALER = ['namespace', 'horizontalpodautoscaler', 'metric_name', 'metric_target_type', 'condition'];

/** The whole list: what neither a service nor a rule of ours makes. Panels and alerts that need them stay empty without. */
export const EXTERNAL_METRICS: Readonly<Record<string, ExternalMetric>> = {
  up: { labels: [], reason: 'Prometheus itself says whether it could scrape' },
  ALERTS: {
    labels: ['alertname', 'alertstate', 'severity'],
    reason: 'Prometheus itself says which alerts are on',
  },
  kube_horizontalpodautoscaler_status_current_replicas: {
    labels: AUTOSCALER,
    reason: 'kube-state-metrics: only the API server knows how many pods an autoscaler counts',
  },
  kube_horizontalpodautoscaler_status_desired_replicas: {
    labels: AUTOSCALER,
    reason: 'kube-state-metrics: what the autoscaler has decided',
  },
  kube_horizontalpodautoscaler_spec_min_replicas: {
    labels: AUTOSCALER,
    reason: 'kube-state-metrics: what the autoscaler may not go below',
  },
  kube_horizontalpodautoscaler_spec_max_replicas: {
    labels: AUTOSCALER,
    reason: 'kube-state-metrics: what the autoscaler may not exceed',
  },
  kube_horizontalpodautoscaler_spec_target_metric: {
    labels: AUTOSCALER,
    reason: 'kube-state-metrics: the target of each metric',
  },
  kube_horizontalpodautoscaler_status_target_metric: {
    labels: AUTOSCALER,
    reason: 'kube-state-metrics: each metric as the autoscaler sees it',
  },
  kube_horizontalpodautoscaler_status_condition: {
    labels: [...AUTOSCALER, 'status'],
    reason: 'kube-state-metrics: whether the autoscaler can act',
  },
  kube_job_failed: {
    labels: ['namespace', 'job_name', 'condition'],
    reason: 'kube-state-metrics: a migration that has failed has no process left to say so',
  },
  certmanager_certificate_expiration_timestamp_seconds: {
    labels: ['name', 'exported_namespace'],
    reason: 'cert-manager: certificates end at the ingress, which is not ours',
  },
  traefik_tls_certs_not_after: {
    labels: ['cn'],
    reason: 'Traefik: the same, where it holds the certificates',
  },
};
