import type { RuleGroup } from './rule.js';

/** As the chart names them; KEDA puts a word before. */
const AUTOSCALERS = 'horizontalpodautoscaler=~"(.+-)?(quiz|orders|order-items)"';
const OF = 'namespace, horizontalpodautoscaler';

export const AUTOSCALING: RuleGroup = {
  name: 'autoscaling',
  rules: [
    {
      alert: 'TenfoldAutoscalerAtMax',
      expr:
        `max by (${OF}) (kube_horizontalpodautoscaler_status_desired_replicas{${AUTOSCALERS}}) ` +
        `>= max by (${OF}) (kube_horizontalpodautoscaler_spec_max_replicas{${AUTOSCALERS}})`,
      for: '15m',
      severity: 'warning',
      summary: '{{ $labels.horizontalpodautoscaler }} wants all the pods it may have',
      description:
        'It has asked for {{ $value }} for a quarter of an hour: more load will make answers slower.',
    },
    {
      alert: 'TenfoldAutoscalerMetricMissing',
      expr: `max by (${OF}) (kube_horizontalpodautoscaler_status_condition{${AUTOSCALERS}, condition="ScalingActive", status="false"}) == 1`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.horizontalpodautoscaler }} cannot read what it scales by',
      description: 'It may still go up by what it can read, and does not go down.',
    },
  ],
};
