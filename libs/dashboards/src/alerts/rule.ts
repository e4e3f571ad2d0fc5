/** The jobs of the services: the chart's are `<release>-<service>`, a local Prometheus has the service's name alone. */
export const OURS = 'job=~"(.+-)?(quiz|orders|order-items)"';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly alert?: undefined;
}

export interface AlertRule {
  /** Also the name of its page in docs/runbooks. */
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  /** `critical`: users notice, somebody gets up; `warning`: today. */
  readonly severity: 'critical' | 'warning';
  /** Both may name labels as `{{ $labels.job }}`. */
  readonly summary: string;
  readonly description: string;
  readonly record?: undefined;
}

export type Rule = RecordingRule | AlertRule;

export interface RuleGroup {
  /** And the name of its file. */
  readonly name: string;
  readonly rules: readonly Rule[];
}
