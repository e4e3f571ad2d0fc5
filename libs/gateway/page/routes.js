import { element, find, setText, stateSign } from './dom.js';
import { format } from './format.js';

const SHOWN = 10;
const COLUMNS = [
  { title: 'Route', key: 'route' },
  { title: 'Service', key: 'service' },
  { title: 'Requests', key: 'perSecond', unit: 'per second' },
  { title: 'Errors', key: 'errors', unit: 'ratio' },
  { title: 'p50', key: 'p50', unit: 'seconds' },
  { title: 'p95', key: 'p95', unit: 'seconds' },
  { title: 'p99', key: 'p99', unit: 'seconds' },
  { title: 'In flight', key: 'inFlight', unit: 'number' },
];

/** The table of routes: as the gateway sorts them, the worst first, until somebody asks for another order. */
export class RouteTable {
  routes = [];
  sortedBy = undefined;
  all = false;

  constructor() {
    this.heads = COLUMNS.map((column) => this.headOf(column));
    this.body = element('tbody');
    find('#routes .scroll').append(
      element(
        'table',
        { class: 'routes' },
        element('thead', {}, element('tr', {}, ...this.heads)),
        this.body,
      ),
    );
    find('#more').addEventListener('click', () => {
      this.all = !this.all;
      this.draw();
    });
  }

  show(routes, windowMs) {
    this.routes = routes;
    setText(find('#routes-title small'), `the last ${windowMs / 1_000} s, the worst first`);
    this.draw();
  }

  draw() {
    const sorted = this.sorted();
    const shown = this.all ? sorted : sorted.slice(0, SHOWN);
    // Of the worst one: an export takes as long as its reader, and would make all others look short.
    const slowest = this.routes[0]?.p99 ?? 0;
    const nothing = element('td', { colspan: COLUMNS.length, class: 'nothing' }, 'No requests.');
    this.body.replaceChildren(
      ...(shown.length > 0 ? shown.map((route) => rowOf(route, slowest)) : [element('tr', {}, nothing)]),
    );
    const more = find('#more');
    more.hidden = sorted.length <= SHOWN;
    more.textContent = this.all ? 'Show fewer' : `Show all ${sorted.length}`;
  }

  sorted() {
    const key = this.sortedBy;
    if (key === undefined) return this.routes;
    const compare = (a, b) =>
      typeof a[key] === 'string' ? a[key].localeCompare(b[key]) : (b[key] ?? -1) - (a[key] ?? -1);
    return [...this.routes].sort(compare);
  }

  headOf({ title, key, unit }) {
    const button = element('button', { type: 'button' }, title);
    const head = element('th', { scope: 'col', class: unit === undefined ? undefined : 'number' }, button);
    button.addEventListener('click', () => {
      this.sortedBy = this.sortedBy === key ? undefined : key;
      for (const other of this.heads) other.removeAttribute('aria-sort');
      if (this.sortedBy === key)
        head.setAttribute('aria-sort', unit === undefined ? 'ascending' : 'descending');
      this.draw();
    });
    return head;
  }
}

function rowOf(route, slowest) {
  const cells = COLUMNS.slice(2).map(({ key, unit }) => {
    const cell = element('td', { class: 'number' }, format(route[key], unit));
    if (key === 'p99') {
      cell.classList.add('bar');
      cell.style.setProperty('--share', String(slowest > 0 ? Math.min(1, (route.p99 ?? 0) / slowest) : 0));
    }
    return cell;
  });
  const name = [
    stateSign(route.state),
    element('b', {}, route.method),
    ' ',
    element('code', {}, route.route),
  ];
  return element(
    'tr',
    { 'data-state': route.state },
    element('th', { scope: 'row' }, ...name),
    element('td', {}, route.service),
    ...cells,
  );
}
