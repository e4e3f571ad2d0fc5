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

interface Finding {
  readonly values: string;
  readonly object: string;
  readonly check: string;
  readonly text: string;
}

const CRITICAL = 1;

/**
 * No finding of kube-score is CRITICAL. Each rendering is scored as one stream, because a NetworkPolicy counts only beside its
 * pods, and annotations in a chart excuse nothing: the list of exceptions does.
 */
export async function scoreCharts(
  renderings: readonly Rendering[],
  exceptions: readonly ScoreException[] = SCORE_EXCEPTIONS,
): Promise<string[]> {
  const found: Finding[] = [];
  for (const rendering of renderings) found.push(...(await findingsOf(rendering)));
  const problems = found.filter((finding) => !exceptions.some((exception) => excuses(exception, finding)));
  const stale = exceptions.filter((exception) => !found.some((finding) => excuses(exception, finding)));
  return [
    ...problems.map(({ text }) => text),
    ...stale.map(({ check, reason }) => `the exception from ${check} (${reason}) excuses nothing any more`),
  ];
}

export function excuses(
  exception: ScoreException,
  { values, object, check }: Omit<Finding, 'text'>,
): boolean {
  return (
    exception.check === check &&
    (exception.values === undefined || exception.values === values) &&
    (exception.object === undefined || exception.object.test(object))
  );
}

async function findingsOf({ title, values, text }: Rendering): Promise<Finding[]> {
  const options = ['--disable-ignore-checks-annotations', '--output-format', 'json'];
  const version = `v${KUBERNETES.split('.').slice(0, 2).join('.')}`;
  const args = ['score', '--kubernetes-version', version, ...options, '-'];
  const { stdout, stderr } = await runTool(await toolPath('kube-score'), args, { input: text });
  if (!stdout.startsWith('['))
    return [{ values, object: '', check: 'run', text: `${title}: ${stderr.trim()}` }];
  return (JSON.parse(stdout) as ScoredObject[]).flatMap(({ object_name: object, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade === CRITICAL && !skipped)
      .map(({ check: { id }, comments }) => {
        const why = (comments ?? []).map(({ path, summary }) => [path, summary].filter(Boolean).join(' '));
        return { values, object, check: id, text: `${title}: ${object}: ${id}: ${why.join('; ')}` };
      }),
  );
}
