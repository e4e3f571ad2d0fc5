import { join } from 'node:path';
import { stringify } from 'yaml';
import { readCharts } from '../charts/chart-folder.js';
import { render } from '../charts/rendering.js';
import { groupsOf } from '../charts/rules.js';
import { isToolAtHand } from '../charts/tools.js';
import { Failure } from '../output/failure.js';
import { ROOT } from '../root.js';
import { SCRAPE_SECONDS } from './prometheus-config.js';

/** Those values that make every rule there is. */
const VALUES = 'ci/keda-values.yaml';

/** The charts' rules for a Prometheus on this machine; undefined without helm, which writes them. */
export async function localRules(): Promise<string | undefined> {
  return isToolAtHand('helm') ? await renderRules() : undefined;
}

export async function renderRules(): Promise<string> {
  const chart = readCharts(join(ROOT, 'charts')).find(({ name }) => name === 'tenfold');
  if (chart === undefined) throw new Failure('charts/tenfold is missing.');
  const { text } = await render(chart, VALUES);
  // As often as there is something new.
  const groups = groupsOf(text).map((group) => ({ ...group, interval: `${SCRAPE_SECONDS}s` }));
  return stringify({ groups }, { aliasDuplicateObjects: false });
}
