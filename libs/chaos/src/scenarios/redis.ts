import { setTimeout as delay } from 'node:timers/promises';
import { isSuccess, send, type HttpAnswer, type HttpRequest } from '../client/http.js';
import { publishQuiz } from '../client/learner.js';
import type { Finding } from '../invariants/finding.js';
import { checkVersions, type PublishedVersion, type VersionRead } from '../invariants/versions.js';
import { Random } from '../random.js';
import type { Stack } from '../stack.js';
import { nameOfRun, type Scenario } from './scenario.js';

const TOKEN_HEADER = 'x-consistency-token';
const READERS = 8;
const THINK_MS = 20;
/** Between two changes: some are seen by the bus, and some by a process that reads again. */
const PAUSE_MS = 400;
/** What a change may take until everybody sees it. */
const BOUND_MS = 1_000;

/** Redis dies and comes back while a quiz is read and published anew: no error, and nothing old for longer than a second. */
export const redis: Scenario = {
  summary: 'Redis dies and comes back while a quiz is read by everybody and published anew',
  round: 'published with Redis, without it, as it starts, and with it again',
  rounds: 20,
  shortRounds: 2,
  async run(stack, { rounds, seed }, tell) {
    const run = nameOfRun(seed);
    const quiz = new SharedQuiz(stack, run, await publishQuiz(stack, run));
    const random = new Random(seed);
    const readers = Array.from({ length: READERS }, (_, n) =>
      quiz.read(`reader-${n}`, random.fork(String(n))),
    );
    for (let round = 1; round <= rounds; round += 1) {
      await quiz.publish();
      await stack.kill('redis');
      await quiz.publish();
      await delay(PAUSE_MS);
      await quiz.publish();
      await Promise.all([stack.start('redis'), quiz.publish()]);
      await delay(PAUSE_MS);
      await quiz.publish();
      tell(`round ${round}: ${quiz.published.length} versions, ${quiz.reads.length} reads`);
    }
    await delay(BOUND_MS);
    quiz.over = true;
    await Promise.all(readers);
    return {
      report: [
        ['versions published', String(quiz.published.length)],
        ['reads', String(quiz.reads.length)],
        ['not answered with 200', String(quiz.findings.length)],
      ],
      findings: [...quiz.findings, ...checkVersions(quiz.published, quiz.reads, BOUND_MS)],
    };
  },
};

/** One quiz, its author, and those who read it. */
class SharedQuiz {
  readonly published: PublishedVersion[] = [{ version: 1, at: performance.now() }];
  readonly reads: VersionRead[] = [];
  readonly findings: Finding[] = [];
  over = false;
  private readonly url: string;

  constructor(
    private readonly stack: Stack,
    private readonly run: string,
    id: string,
  ) {
    this.url = `${stack.gatewayUrl}/v1/quizzes/${id}`;
  }

  /** The author changes the title and publishes; with his token he sees it at once. */
  async publish(): Promise<void> {
    const token = await this.stack.token(`${this.run}-author`, 'author');
    const draft = await this.ask('author', { method: 'GET', url: `${this.url}/draft`, token });
    if (draft === undefined) return;
    const version = this.published.length + 1;
    const body = { ...(JSON.parse(draft.text) as { draft: object }).draft, title: `Version ${version}` };
    const headers = { 'if-match': draft.headers.get('etag') ?? '' };
    await this.ask('author', { method: 'PUT', url: `${this.url}/draft`, token, headers, body });
    const answer = await this.ask('author', { method: 'POST', url: `${this.url}/publish`, token });
    if (answer === undefined) return;
    this.published.push({ version, at: performance.now() });
    const own = { [TOKEN_HEADER]: answer.headers.get(TOKEN_HEADER) ?? '' };
    const seen = await this.ask('author', { method: 'GET', url: this.url, headers: own });
    if (seen !== undefined && versionOf(seen) < version)
      this.report(
        'author',
        'an author sees his change at once',
        `version ${versionOf(seen)}, not ${version}`,
      );
  }

  /** Reads as everybody does, without a token, until it is over. */
  async read(reader: string, random: Random): Promise<void> {
    while (!this.over) {
      const at = performance.now();
      const answer = await this.ask(reader, { method: 'GET', url: this.url });
      if (answer !== undefined) this.reads.push({ reader, at, version: versionOf(answer) });
      await this.ask(reader, { method: 'GET', url: `${this.url}/questions/1` });
      await delay(random.whole(0, THINK_MS));
    }
  }

  private async ask(who: string, request: HttpRequest): Promise<HttpAnswer | undefined> {
    const answer = await send(request);
    if (isSuccess(answer)) return answer;
    const detail = `${request.method} ${request.url}: ${answer?.status ?? 'no answer'}`;
    this.report(who, 'Redis costs nobody an error', detail);
    return undefined;
  }

  private report(subject: string, rule: string, detail: string): void {
    this.findings.push({ rule, subject, detail });
  }
}

function versionOf({ text }: HttpAnswer): number {
  return (JSON.parse(text) as { version: number }).version;
}
