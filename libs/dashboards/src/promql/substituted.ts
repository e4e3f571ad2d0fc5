/** What Grafana puts in for its variables, as a panel over the last hour with everything selected would have it. */
const VALUES: readonly (readonly [variable: RegExp, value: string])[] = [
  [/\$__rate_interval/g, '1m'],
  [/\$__range/g, '1h'],
  [/\$__interval/g, '30s'],
  [/\$(?:namespace|job|instance|route)\b/g, '.*'],
];

export function substituted(expr: string): string {
  return VALUES.reduce((text, [variable, value]) => text.replaceAll(variable, value), expr);
}
