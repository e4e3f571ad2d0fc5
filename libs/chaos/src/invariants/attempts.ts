import type { History } from '../journal/history.js';
import type { State } from '../reader/state.js';
import { Findings, type Finding } from './finding.js';

const POINTS = 1_000;

/** Every acknowledged attempt exists once, with the answers that were acknowledged, and is graded once. */
export function checkAttempts(history: History, state: State): Finding[] {
  const findings = new Findings();
  const known = new Set<string>();
  for (const { operation, acks } of history.attempts) {
    const id = acks[0]?.id;
    if (id === undefined) continue;
    known.add(id);
    const found = state.attempts.filter((row) => row.id === id).map(({ learner }) => learner);
    findings.equal(found, [operation.caller.subject], 'an acknowledged attempt exists exactly once', id);
    const owners = state.attemptKeys.filter(({ key }) => key === operation.key);
    const ids = owners.map(({ attemptId }) => attemptId);
    findings.equal(ids, [id], 'a key belongs to one attempt', operation.key);
  }
  for (const { id } of state.attempts) {
    findings.expect(known.has(id), 'nothing exists that was not acknowledged', id, () => 'a ghost');
  }
  checkAnswers(findings, history, state);
  checkGrades(findings, history, state);
  return findings.all;
}

function checkAnswers(findings: Findings, { answers }: History, state: State): void {
  const stored = new Map(
    state.answers.map(({ attemptId, questionId, sequence }) => [`${attemptId} ${questionId}`, sequence]),
  );
  for (const { operation, acks } of answers) {
    if (acks.length === 0) continue;
    const name = `${operation.attemptId} ${operation.questionId}`;
    const sequence = stored.get(name) ?? 0;
    const rule = 'an acknowledged answer is stored';
    findings.expect(sequence >= operation.sequence, rule, name, () => `sequence ${sequence}`);
  }
}

function checkGrades(findings: Findings, { submits, answers }: History, state: State): void {
  const given = Map.groupBy(answers, ({ operation }) => operation.attemptId);
  for (const { operation, acks } of submits) {
    const [ack] = acks;
    if (ack === undefined) continue;
    const id = operation.attemptId;
    const row = state.attempts.find((attempt) => attempt.id === id);
    const says = [row?.state, row?.graded, row?.millipoints];
    findings.equal(says, ['submitted', true, ack.millipoints], 'a grade is what the learner was told', id);
    const events = state.gradings.get(id) ?? [];
    findings.equal(events.length, 1, 'an attempt is graded exactly once', id);
    const own = given.get(id) ?? [];
    // An answer that nobody knows about may count or not; where there is one, the grade has no right value.
    if (own.some((answer) => answer.acks.length === 0)) continue;
    const right = own.filter((answer) => answer.operation.right).length;
    findings.equal(ack.millipoints, right * POINTS, 'a grade is that of the answers', id);
  }
}
