import type { History } from '../journal/history.js';
import { Findings, type Finding } from './finding.js';

export interface ReplayCheck {
  readonly findings: Finding[];
  /** Answers that were compared with the first one to their key. */
  readonly compared: number;
}

/** Whoever repeats a key gets the same bytes as the first time, and nobody is left without an answer. */
export function checkReplays({ orders, attempts, cancels, submits }: History): ReplayCheck {
  const findings = new Findings();
  let compared = 0;
  for (const { operation, acks } of orders) {
    findings.expect(acks.length > 0, 'a repeat settles what is unknown', operation.key, () => 'it did not');
    for (const ack of acks.slice(1)) {
      compared += 1;
      const [now, first] = [ack, acks[0]].map((one) => [one?.status, one?.id, one?.hash]);
      findings.equal(now, first, 'a repeated key gets the same bytes', operation.key);
    }
  }
  for (const { operation, acks } of attempts) {
    const ids = new Set(acks.map(({ id }) => id));
    findings.equal(ids.size, 1, 'a repeated key starts one attempt', operation.key);
  }
  for (const { operation, acks } of submits) {
    const marks = new Set(acks.map(({ millipoints }) => millipoints));
    findings.equal(marks.size, 1, 'a repeated submission gets one result', operation.attemptId);
  }
  for (const { operation, acks, refusals } of cancels) {
    const done = acks.length > 0 || refusals.some(({ code }) => code === 'illegal_transition');
    findings.expect(done, 'a repeat settles what is unknown', operation.orderId, () => 'not cancelled');
    const rule = 'an order is cancelled once';
    findings.expect(acks.length <= 1, rule, operation.orderId, () => `${acks.length} times`);
  }
  // A client sends nothing that is wrong, so whatever is not "later" or "already" is.
  for (const { operation, refusals } of [...orders, ...attempts, ...cancels, ...submits]) {
    for (const { status, code } of refusals) {
      const harmless = status >= 500 || HARMLESS.has(code);
      const detail = (): string => `${status} ${code}`;
      findings.expect(
        harmless,
        'a right request is not refused',
        JSON.stringify(operation).slice(0, 120),
        detail,
      );
    }
  }
  return { findings: findings.all, compared };
}

const HARMLESS = new Set(['idempotency_key_in_use', 'illegal_transition', 'conflict', 'rate_limited']);
