import { describeFailures, isSpared, type PodLine, type PodRules, type PodVerdict } from '@tenfold/chaos';
import { describeFindings } from '../../chaos/describe-findings.js';
import { formatDuration } from '../../output/duration.js';
import { table } from '../../output/table.js';

const HEADING = ['POD', 'REQUESTS', 'FAILED', 'LONGEST GAP', 'WHOLE AFTER', 'JUDGED BY'];

export function report({ lines, report: books, findings }: PodVerdict, rules: PodRules): string {
  const failures = lines
    .filter(({ failed }) => failed.size > 0)
    .map(({ pod, failed }) => `  ${nameOf(pod)} failed: ${describeFailures(failed)}`);
  return [
    '',
    table([HEADING, ...lines.map((line) => rowOf(line, rules))]),
    ...failures,
    '',
    table([['CHAOS', 'pods'], ...books, ['broken promises', String(findings.length)]]),
    ...describeFindings(findings),
  ].join('\n');
}

export function rowOf({ pod, requests, failed, gap, wholeMs }: PodLine, rules: PodRules): string[] {
  const failures = [...failed.values()].reduce((sum, count) => sum + count, 0);
  const whole = wholeMs === undefined ? 'never' : formatDuration(wholeMs);
  return [
    nameOf(pod),
    String(requests),
    String(failures),
    `${formatDuration(gap.ms)} (${gap.kind}, ${gap.shard})`,
    pod === undefined ? '-' : whole,
    judgedBy(pod, rules),
  ];
}

function nameOf(pod: PodLine['pod']): string {
  return pod?.name ?? '(nothing deleted)';
}

/** What fails the run, and why that is all. */
function judgedBy(pod: PodLine['pod'], rules: PodRules): string {
  if (pod === undefined || isSpared(pod, rules)) return 'every request';
  if (pod.part === 'store' || pod.part === 'pooler') return `its gap: a ${pod.part}`;
  return pod.wanted === 1 && pod.part === 'service' ? 'its gap: 1 replica' : 'its gap: no time to finish';
}
