import { globSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readCharts, readYaml } from '../charts/chart-folder.js';
import { render } from '../charts/rendering.js';
import { groupsOf } from '../charts/rules.js';
import { isToolAtHand } from '../charts/tools.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { SCRAPE_SECONDS } from './prometheus-config.js';

const CHART = join(ROOT, 'charts', 'tenfold');
/** Those values that make every rule there is. */
const VALUES = 'ci/keda-values.yaml';

export interface LocalRules {
  readonly text: string;
  /** Whether those that only helm writes are among them. */
  readonly complete: boolean;
}

/** The charts' rules for a Prometheus on this machine: all of them, or those that stand in files where helm would have to be built first. */
export async function localRules(): Promise<LocalRules> {
  if (isToolAtHand('helm')) return { text: await renderRules(), complete: true };
  const files = globSync('alerts/*.yaml', { cwd: CHART }).sort();
  const groups = files.flatMap((file) => readYaml<{ groups: readonly object[] }>(join(CHART, file)).groups);
  return { text: written(groups), complete: false };
}

export async function renderRules(): Promise<string> {
  const chart = readCharts(join(CHART, '..')).find(({ directory }) => directory === CHART);
  if (chart === undefined) throw new Failure(`${CHART} is missing.`);
  return written(groupsOf((await render(chart, VALUES)).text));
}

/** Evaluated as often as there is something new. */
function written(groups: readonly object[]): string {
  const often = groups.map((group) => ({ ...group, interval: `${SCRAPE_SECONDS}s` }));
  return stringify({ groups: often }, { aliasDuplicateObjects: false });
}
