/** How the bytes of a body may be coded, the smallest result first. */
export const CODINGS = ['br', 'zstd', 'gzip', 'identity'] as const;

export type Coding = (typeof CODINGS)[number];

/**
 * Among codings that a client likes alike we choose. A body that is kept is coded once and sent often, so the smallest wins; one that
 * is sent once gets the cheapest; a small one none.
 */
const PREFERENCES = {
  kept: CODINGS,
  once: ['zstd', 'gzip', 'br', 'identity'],
} as const satisfies Record<string, readonly Coding[]>;

/** Undefined where the client refuses all there is, which it can only do by refusing `identity` too. */
export interface CodingChoice {
  readonly kept: Coding | undefined;
  readonly once: Coding | undefined;
  readonly small: Coding | undefined;
}

/** Browsers send a handful of texts; what else is sent does not grow the memory. */
const MEMORY = 64;
const LONGEST_REMEMBERED = 128;

const NOTHING_SAID: CodingChoice = Object.freeze({ kept: 'identity', once: 'identity', small: 'identity' });
const remembered = new Map<string, CodingChoice>();

/**
 * The codings for a client by its `Accept-Encoding` (RFC 9110, section 12.5.3). Without the header, or with one that is not
 * well-formed, there is no coding: nothing else is understood by everybody.
 */
export function chooseCodings(header: string | undefined): CodingChoice {
  if (header === undefined) return NOTHING_SAID;
  const known = remembered.get(header);
  if (known !== undefined) return known;
  const choice = choose(header);
  if (header.length <= LONGEST_REMEMBERED) {
    if (remembered.size >= MEMORY) remembered.clear();
    remembered.set(header, choice);
  }
  return choice;
}

function choose(header: string): CodingChoice {
  const weights = parse(header);
  if (weights === undefined) return NOTHING_SAID;
  const weigh = weigher(weights);
  const kept = best(PREFERENCES.kept, weigh);
  const once = best(PREFERENCES.once, weigh);
  return Object.freeze({ kept, once, small: weigh('identity') > 0 ? 'identity' : kept });
}

/** Below the least weight that can be written: what is not mentioned and needs no understanding is taken in want of anything else. */
const LAST_RESORT = 0.0001;

function weigher(weights: ReadonlyMap<string, number>): (coding: Coding) => number {
  const rest = weights.get('*');
  return (coding) => weights.get(coding) ?? rest ?? (coding === 'identity' ? LAST_RESORT : 0);
}

function best(preference: readonly Coding[], weigh: (coding: Coding) => number): Coding | undefined {
  let chosen: Coding | undefined;
  for (const coding of preference) {
    if (weigh(coding) > (chosen === undefined ? 0 : weigh(chosen))) chosen = coding;
  }
  return chosen;
}

const ELEMENT = /^([!#$%&'*+.^_`|~\w-]+)(?:[\t ]*;[\t ]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i;

/** @returns undefined for what the grammar does not allow */
function parse(header: string): Map<string, number> | undefined {
  const weights = new Map<string, number>();
  for (const element of header.split(',')) {
    const text = element.trim();
    if (text === '') continue;
    const match = ELEMENT.exec(text);
    if (match === null) return undefined;
    const [, name = '', weight = '1'] = match;
    const coding = name.toLowerCase();
    // An old name for the same coding (RFC 9110, section 8.4.1.3).
    const key = coding === 'x-gzip' ? 'gzip' : coding;
    if (!weights.has(key)) weights.set(key, Number(weight));
  }
  return weights;
}
