import { join } from 'node:path';
import type { CommandResult } from '../binaries/run-command.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { readCharts, type Chart } from './chart-folder.js';
import { documentCharts, lintCharts, unittestCharts } from './helm-checks.js';
import { validate } from './kubeconform.js';
import { renderAll, type Rendering } from './rendering.js';
import { checkRules } from './rules.js';
import { checkSchemas } from './schemas.js';
import { scoreCharts } from './score.js';
import { checkSkaffold } from './skaffold.js';
import { renderSkaffold } from './skaffold-rendering.js';
import { TOOL_NAMES, toolPath } from './tools.js';
import { checkValues } from './values-schema.js';

export interface ChartCheck {
  readonly name: string;
  run(): Promise<CommandResult>;
}

const CHARTS = join(ROOT, 'charts');
const SCHEMAS = join(CHARTS, 'schemas');

/** What must hold of the charts, told without a cluster and without a network, once the tools are there. */
export function chartChecks(fix: boolean): readonly ChartCheck[] {
  const charts = (): readonly Chart[] => readCharts(CHARTS);
  let rendered: Promise<readonly Rendering[]> | undefined;
  const renderings = (): Promise<readonly Rendering[]> => (rendered ??= renderAll(charts()));
  return [
    chartCheck('charts tools', installTools),
    chartCheck('charts values', () => charts().flatMap((chart) => checkValues(chart, charts()))),
    chartCheck('charts docs', () => documentCharts(charts(), fix)),
    chartCheck('charts lint', () => lintCharts(charts())),
    chartCheck('charts unittest', () => unittestCharts(charts())),
    chartCheck('charts schemas', () => checkSchemas(SCHEMAS, fix)),
    chartCheck('charts kubeconform', async () => validate(await renderings(), SCHEMAS)),
    chartCheck('charts score', async () => score(await renderings())),
    chartCheck('charts rules', async () => checkRules(charts(), await renderings())),
    chartCheck('skaffold', async () => [...checkSkaffold(ROOT), ...(await renderSkaffold(ROOT))]),
  ];
}

/** A check that finds problems, or cannot be made at all, fails alone: those behind it are made. */
export function chartCheck(
  name: string,
  find: () => readonly string[] | Promise<readonly string[]>,
): ChartCheck {
  const run = async (): Promise<CommandResult> => {
    try {
      const problems = await find();
      return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
    } catch (error) {
      if (error instanceof Failure) return { code: 1, output: error.message };
      throw error;
    }
  };
  return { name, run };
}

async function score(renderings: readonly Rendering[]): Promise<readonly string[]> {
  const { problems, excused } = await scoreCharts(renderings);
  process.stdout.write(`  ${renderings.length} renderings; ${excused} CRITICAL findings are excused\n`);
  return problems;
}

async function installTools(): Promise<string[]> {
  const problems: string[] = [];
  for (const name of TOOL_NAMES)
    await toolPath(name).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      problems.push(error.message);
    });
  return problems;
}
