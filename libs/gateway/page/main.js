import { ChartFigure } from './chart.js';
import { element, find, setText } from './dom.js';
import { time } from './format.js';
import { RouteTable } from './routes.js';
import { drawTiles, verdictOf } from './tiles.js';

const RETRY_MS = 2_000;

const routes = new RouteTable();
const figures = new Map();
const sections = new Map();
let paused = false;

function sectionOf(group) {
  const known = sections.get(group);
  if (known !== undefined) return known;
  const id = group.toLowerCase();
  const grid = element('div', { class: 'charts' });
  const section = element(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    element('h2', { id: `${id}-title` }, group),
    grid,
  );
  find('#charts').append(section);
  sections.set(group, grid);
  drawLinks();
  return grid;
}

function drawLinks() {
  const link = (id, text) => element('a', { href: `#${id}` }, text);
  const groups = [...sections.keys()].map((group) => link(group.toLowerCase(), group));
  find('nav').replaceChildren(link('parts', 'Parts'), link('routes', 'Routes'), ...groups);
}

function drawCharts({ charts, times }) {
  const seen = new Set();
  for (const chart of charts) {
    const key = `${chart.group} ${chart.title}`;
    seen.add(key);
    const figure = figures.get(key) ?? new ChartFigure(chart);
    if (!figures.has(key)) sectionOf(chart.group).append(figure.figure);
    figures.set(key, figure);
    figure.show(times, chart.lines);
  }
  for (const [key, { figure }] of figures) figure.hidden = !seen.has(key);
}

function draw(report) {
  const { state, tiles, off, times } = report;
  const verdict = find('#verdict');
  verdict.dataset.state = state;
  setText(verdict, verdictOf(state, tiles));
  setText(find('#when'), `as of ${time(times.at(-1) ?? Date.now())}`);
  drawTiles(find('.tiles'), tiles);
  find('#off').hidden = off.length === 0;
  setText(find('#off'), `Strategies that are switched off: ${off.join(', ')}`);
  routes.show(report.routes, report.windowMs);
  drawCharts(report);
}

async function refresh() {
  try {
    const response = await fetch('/status/data', { cache: 'no-store' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const report = await response.json();
    if (!paused) draw(report);
    return report.intervalMs;
  } catch {
    find('#verdict').dataset.state = 'bad';
    setText(find('#verdict'), 'The gateway does not answer; what is below is old');
    return RETRY_MS;
  }
}

/** One after the other, and none while nobody looks. */
async function watch() {
  const wait = document.hidden || paused ? RETRY_MS : await refresh();
  setTimeout(watch, wait);
}

find('#pause').addEventListener('click', ({ currentTarget }) => {
  paused = !paused;
  currentTarget.setAttribute('aria-pressed', String(paused));
  if (!paused) void refresh();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !paused) void refresh();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const figure of figures.values()) figure.repaint();
});
drawLinks();
void watch();
