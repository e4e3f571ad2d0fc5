import type { Seen } from '../client/client.js';
import type { Pod } from '../pods.js';
import { Findings, type Finding } from './finding.js';

/** A request, and the shard that its caller lives on. */
export interface Answered extends Omit<Seen, 'subject'> {
  readonly shard: string;
}

/** From the deletion of one pod to that of the next. */
export interface Turn {
  /** Undefined while nothing had been deleted yet. */
  readonly pod: Pod | undefined;
  readonly from: number;
  readonly to: number;
  /** How long its workload had too few pods; undefined when it never had enough again. */
  readonly wholeMs: number | undefined;
  /** Whether everybody was answered again at the end. */
  readonly answered: boolean;
}

export interface PodLine extends Turn {
  readonly requests: number;
  /** By kind and answer, such as `order 503`. */
  readonly failed: ReadonlyMap<string, number>;
  readonly gap: Gap;
}

/** The longest time in which one kind of request for one shard was not acknowledged once, while it was asked for steadily. */
export interface Gap {
  readonly ms: number;
  readonly kind: string;
  readonly shard: string;
}

export interface PodRules {
  readonly maxGapMs: number;
  /** Pods get no time to finish what they do. */
  readonly force: boolean;
}

/** A request belongs to the pod that was the last to be deleted when it ended: the next one is not deleted before. */
export function linesOf(
  turns: readonly Turn[],
  answers: readonly Answered[],
  steady: readonly string[],
): PodLine[] {
  return turns.map((turn) => {
    const own = answers.filter(({ to }) => turn.from <= to && to < turn.to);
    return { ...turn, requests: own.length, failed: failuresIn(own), gap: gapIn(turn, answers, steady) };
  });
}

function failuresIn(answers: readonly Answered[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, status } of answers.filter(isFailure)) {
    const name = `${kind} ${status ?? 'no answer'}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Clients ask for what they may have, so a 404 of the ingress is a failure too. 409 says that something is still under way. */
function isFailure({ status }: Answered): boolean {
  return !isAck(status) && status !== 409;
}

function gapIn({ from, to }: Turn, answers: readonly Answered[], steady: readonly string[]): Gap {
  const acks = answers.filter((answer) => isAck(answer.status) && steady.includes(answer.kind));
  const gaps = [...Map.groupBy(acks, ({ kind, shard }) => `${kind} ${shard}`).values()].map((lane) => {
    const times = lane.map((ack) => ack.to).sort((a, b) => a - b);
    // What began before the deletion counts as well: it ends during this turn.
    const before = times.filter((time) => time < from).at(-1) ?? from;
    const marks = [before, ...times.filter((time) => from <= time && time < to), to];
    const ms = Math.max(...marks.slice(1).map((mark, index) => mark - (marks[index] ?? mark)));
    return { ms, kind: lane[0]?.kind ?? '', shard: lane[0]?.shard ?? '' };
  });
  return gaps.sort((a, b) => b.ms - a.ms)[0] ?? { ms: to - from, kind: 'everything', shard: 'all' };
}

export function isAck(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** Whether deleting the pod must not cost a single request. A service with one pod has nobody else who could answer. */
export function isSpared({ part, wanted }: Pod, { force }: PodRules): boolean {
  return !force && (part === 'issuer' || (part === 'service' && wanted > 1));
}

/** As many ready pods as wanted, and the old one is none of them. */
export function isWhole(pods: readonly Pod[], old: Pod): boolean {
  const others = pods.filter(({ workload, uid }) => workload === old.workload && uid !== old.uid);
  const wanted = pods.find(({ workload }) => workload === old.workload)?.wanted ?? old.wanted;
  return others.filter(({ ready }) => ready).length >= wanted;
}

export function checkPods(lines: readonly PodLine[], rules: PodRules): Finding[] {
  const findings = new Findings();
  for (const { pod, failed, gap, wholeMs, answered } of lines) {
    const subject = pod?.name ?? 'before the first deletion';
    const spared = pod === undefined || isSpared(pod, rules);
    const kinds = (): string => describeFailures(failed);
    findings.expect(!spared || failed.size === 0, 'a pod of several costs no request', subject, kinds);
    const late = (): string => `${Math.round(gap.ms)} ms, and ${rules.maxGapMs} ms are allowed`;
    findings.expect(gap.ms <= rules.maxGapMs, 'a gap is bounded', subject, late);
    const few = (): string => 'too few ready pods';
    findings.expect(
      pod === undefined || wholeMs !== undefined,
      'a workload becomes whole again',
      subject,
      few,
    );
    const silent = (): string => 'some kind of request is not';
    findings.expect(answered, 'everybody is answered again', subject, silent);
  }
  return findings.all;
}

export function describeFailures(failed: PodLine['failed']): string {
  return [...failed].map(([name, count]) => `${name} ${count}`).join(', ');
}
