import { element, stateSign } from './dom.js';
import { format } from './format.js';

const KINDS = {
  service: 'Services',
  shard: 'Postgres shards',
  replica: 'Replicas',
  store: 'Cache and messages',
  consumer: 'Consumers',
};

/** Every part with its state, its reasons and its numbers, by kind. */
export function drawTiles(place, tiles) {
  const kinds = Object.keys(KINDS).filter((kind) => tiles.some((tile) => tile.kind === kind));
  place.replaceChildren(
    ...kinds.map((kind) => {
      const ofKind = tiles.filter((tile) => tile.kind === kind);
      return element(
        'div',
        { class: 'kind', 'data-kind': kind },
        element('h3', {}, KINDS[kind]),
        element('ul', {}, ...ofKind.map(tileOf)),
      );
    }),
  );
}

function tileOf({ name, state, reasons, facts }) {
  const rows = facts.map(({ label, value, unit }) =>
    element('div', {}, element('dt', {}, label), element('dd', {}, format(value, unit))),
  );
  return element(
    'li',
    { class: 'tile', 'data-state': state },
    element('h4', {}, stateSign(state), name),
    rows.length > 0 ? element('dl', {}, ...rows) : undefined,
    ...reasons.map((reason) => element('p', {}, reason)),
  );
}

/** One sentence for all of it. */
export function verdictOf(state, tiles) {
  if (state === 'ok') return 'All is well';
  const nameOf = ({ kind, name }) => (kind === 'replica' || kind === 'consumer' ? `${kind} ${name}` : name);
  const named = (wanted) => tiles.filter((tile) => tile.state === wanted).map(nameOf);
  const [bad, warn] = [named('bad'), named('warn')];
  const parts = [];
  if (bad.length > 0) parts.push(`Bad: ${bad.join(', ')}`);
  if (warn.length > 0) parts.push(`Look at: ${warn.join(', ')}`);
  return parts.join(' · ');
}
