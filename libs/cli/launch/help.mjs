import { readFileSync } from 'node:fs';

/**
 * The verbs, what they do and when they need a build: one list for the launcher, the help and the program. `always`: whenever sources have
 * changed. `wanted`: the same, but where they do not build, what was built before is used. `missing`: only where nothing is built, since
 * they stop what older code has started.
 */
export const VERBS = JSON.parse(readFileSync(new URL('./verbs.json', import.meta.url), 'utf8'));

export function overview() {
  const width = Math.max(...Object.keys(VERBS).map((verb) => verb.length)) + 2;
  const rows = Object.entries(VERBS).map(([verb, { summary }]) => `  ${verb.padEnd(width)}${summary}`);
  return [
    'Usage: ./tenfold VERB [options]',
    '',
    ...rows,
    `  ${'help'.padEnd(width)}this page; ./tenfold help VERB tells more`,
    `  ${'--version'.padEnd(width)}the version of tenfold`,
    '',
    'Begin with ./tenfold up. Everything it writes is below .tenfold/, .nx/ and node_modules/.',
  ].join('\n');
}

export function page(verb) {
  const { usage, summary, details } = VERBS[verb];
  return [
    `Usage: ./tenfold ${usage}`,
    '',
    `${summary[0].toUpperCase()}${summary.slice(1)}.`,
    ...details,
  ].join('\n');
}

/** Of the program, and of the Node.js that starts it. */
export function version() {
  const { version: own } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `tenfold ${own} (Node.js ${process.versions.node})`;
}

/** The verb a typing error most likely meant: the nearest by edit distance, when it is near at all. */
export function nearest(word) {
  const [best] = Object.keys(VERBS)
    .map((verb) => ({ verb, distance: editDistance(word, verb) }))
    .sort((a, b) => a.distance - b.distance);
  return best.distance <= 2 ? best.verb : undefined;
}

function editDistance(a, b) {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column] + 1, current[column - 1] + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length];
}
