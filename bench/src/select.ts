import { BenchFailure } from './failure.js';
import { MEASURES, type Measure } from './measures.js';

export const MEASURE_IDS: readonly string[] = [...new Set(MEASURES.map(({ id }) => id))];

/** @param only ids parted by commas; all when left out */
export function selectMeasures(only: string | undefined): readonly Measure[] {
  if (only === undefined) return MEASURES;
  const wanted = only.split(',').map((id) => id.trim());
  const unknown = wanted.filter((id) => !MEASURE_IDS.includes(id));
  if (unknown.length > 0) {
    throw new BenchFailure(
      `There is no measure "${unknown.join('", "')}". There are:\n${MEASURE_IDS.map((id) => `  ${id}`).join('\n')}`,
    );
  }
  return MEASURES.filter(({ id }) => wanted.includes(id));
}
