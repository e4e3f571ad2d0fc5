export type Labels = Readonly<Record<string, string>>;

/** One object for the same series in all scrapes that follow one another, so that it is a key. */
export interface Series {
  readonly labels: Labels;
}

/** The values of one scrape, by the name of the metric. */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<Series, number>>;

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?$/s;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gs;

/** Reads the text format of Prometheus; what is no sample, or none with a number, is passed over. */
export class ExpositionReader {
  /** By the text before the value: labels are read once for each series, not once a scrape. */
  private known = new Map<string, Series>();

  read(text: string): Snapshot {
    const seen = new Map<string, Series>();
    const snapshot = new Map<string, Map<Series, number>>();
    for (const line of text.split('\n')) {
      const [, name, labels = '', number = ''] = SAMPLE.exec(line) ?? [];
      const value = numberOf(number);
      if (name === undefined || Number.isNaN(value)) continue;
      const key = `${name}{${labels}`;
      const series = this.known.get(key) ?? { labels: labelsOf(labels) };
      seen.set(key, series);
      const metric = snapshot.get(name) ?? new Map<Series, number>();
      snapshot.set(name, metric.set(series, value));
    }
    // What is gone from the text is forgotten, or restarts would fill the memory.
    this.known = seen;
    return snapshot;
  }
}

function numberOf(text: string): number {
  if (/^\+?Inf$/i.test(text)) return Infinity;
  return /^-Inf$/i.test(text) ? -Infinity : text === '' ? NaN : Number(text);
}

function labelsOf(text: string): Labels {
  const pairs = [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [name, unescaped(value)]);
  return Object.fromEntries(pairs) as Labels;
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character));
}
