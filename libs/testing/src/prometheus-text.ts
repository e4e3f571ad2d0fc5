export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  readonly samples: readonly Sample[];
  /** By name of the metric. */
  readonly types: ReadonlyMap<string, string>;
}

const COMMENT = /^# (HELP|TYPE) ([a-z_][a-z0-9_]*) (.+)$/;
const SAMPLE = /^([a-z_][a-z0-9_]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_][a-z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/gy;
const OF_HISTOGRAMS = /_(?:bucket|sum|count)$/;

/**
 * What a Prometheus would read, but stricter.
 * @throws Error that names the first line which it does not understand, which has no type, or which was there before
 */
export function readExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, kind, metric = '', rest = ''] = COMMENT.exec(line) ?? [];
    if (kind === 'TYPE') types.set(metric, rest);
    if (kind !== undefined) continue;
    const sample = readSample(line);
    const series = `${sample.name}${JSON.stringify(sample.labels)}`;
    const typed = types.has(sample.name) || types.get(sample.name.replace(OF_HISTOGRAMS, '')) === 'histogram';
    if (!typed || seen.has(series)) throw new Error(`${typed ? 'twice' : 'without a type'}: ${line}`);
    seen.add(series);
    samples.push(sample);
  }
  return { samples, types };
}

function readSample(line: string): Sample {
  const [, name, labelText = '', number = ''] = SAMPLE.exec(line) ?? [];
  const value = number === '+Inf' ? Infinity : Number(number);
  const labels = [...labelText.matchAll(LABEL)];
  const length = labels.reduce((sum, [all]) => sum + all.length, 0);
  if (name === undefined || Number.isNaN(value) || length !== labelText.length) {
    throw new Error(`not a sample: ${line}`);
  }
  const pairs = labels.map(([, label = '', text = '']): [string, string] => [label, text]);
  return { name, labels: Object.fromEntries(pairs), value };
}

/** Sum of the samples of this name with these labels. */
export function sumOf(
  { samples }: Exposition,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
