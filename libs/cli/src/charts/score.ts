import { Failure } from '../output/failure.js';
import type { Rendering } from './rendering.js';
import { runTool } from './run-tool.js';
import { SCORE_EXCEPTIONS, type ScoreException } from './score-exceptions.js';
import { toolPath } from './tools.js';
import { KUBERNETES } from './versions.js';

interface ScoredObject {
  /** Kind, API version, namespace and name. */
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    /** An optional check that nobody has asked for. */
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

/** What kube-score says of one thing in one object. */
export interface Finding {
  readonly title: string;
  readonly values: string;
  readonly object: string;
  readonly check: string;
  /** The container, mostly. */
  readonly path: string;
  readonly summary: string;
}

export interface Score {
  readonly problems: readonly string[];
  readonly excused: number;
}

const CRITICAL = 1;

/**
 * No finding of kube-score is CRITICAL. Each rendering is scored as one stream, because a NetworkPolicy counts only beside its
 * pods, and annotations in a chart excuse nothing: the list of exceptions does.
 */
export async function scoreCharts(
  renderings: readonly Rendering[],
  exceptions: readonly ScoreException[] = SCORE_EXCEPTIONS,
): Promise<Score> {
  const found: Finding[] = [];
  for (const rendering of renderings) found.push(...(await findingsOf(rendering)));
  const bad = found.filter((finding) => !exceptions.some((exception) => excuses(exception, finding)));
  const stale = exceptions.filter((exception) => !found.some((finding) => excuses(exception, finding)));
  const problems = [
    ...bad.map(({ title, object, check, path, summary }) =>
      [`${title}: ${object}: ${check}:`, path, summary].filter(Boolean).join(' '),
    ),
    ...stale.map(({ check, reason }) => `the exception from ${check} (${reason}) excuses nothing any more`),
  ];
  return { problems, excused: found.length - bad.length };
}

function excuses(exception: ScoreException, finding: Finding): boolean {
  return (
    exception.check === finding.check &&
    (exception.summary ?? finding.summary) === finding.summary &&
    (exception.values ?? finding.values) === finding.values &&
    (exception.object?.test(finding.object) ?? true)
  );
}

async function findingsOf({ title, values, text }: Rendering): Promise<Finding[]> {
  const options = ['--disable-ignore-checks-annotations', '--output-format', 'json'];
  const version = `v${KUBERNETES.split('.').slice(0, 2).join('.')}`;
  const args = ['score', '--kubernetes-version', version, ...options, '-'];
  const { stdout, stderr } = await runTool(await toolPath('kube-score'), args, { input: text });
  if (!stdout.startsWith('[')) throw new Failure(`${title} cannot be scored: ${stderr.trim()}`);
  return (JSON.parse(stdout) as ScoredObject[]).flatMap(({ object_name: object, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade === CRITICAL && !skipped)
      .flatMap(({ check, comments }) =>
        (comments ?? [{ path: '', summary: '' }]).map(({ path, summary }) => ({
          title,
          values,
          object,
          check: check.id,
          path,
          summary,
        })),
      ),
  );
}
