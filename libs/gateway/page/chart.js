import { element, setText } from './dom.js';
import { format, LEAST, time } from './format.js';
import uPlot from './uPlot.esm.js';

const HEIGHT = 150;
const AXIS_FONT = '11px system-ui, sans-serif';
/** A page that has just begun would draw two points across its whole width. */
const SHORTEST_SECONDS = 120;
/** They have their colours on the whole page; other lines have them by their place in their chart. */
const SERVICES = ['quiz', 'orders', 'order-items'];
const COLOURS = 8;
const cursors = uPlot.sync('status');

const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function slotOf(name, index) {
  const service = SERVICES.indexOf(name);
  return ((service === -1 ? index : service) % COLOURS) + 1;
}

/** One figure: a plot for the eye, and a list of the same lines with their values for everybody. */
export class ChartFigure {
  names = '';
  times = [];

  constructor({ title, tells, unit }) {
    this.unit = unit;
    this.plot = element('div', { class: 'plot', 'aria-hidden': 'true' });
    this.legend = element('ul', { class: 'legend' });
    this.figure = element(
      'figure',
      { tabindex: '0', 'aria-label': `${title}. ${tells} The arrow keys move through time.` },
      element('figcaption', {}, element('h3', {}, title), element('p', {}, tells)),
      this.plot,
      this.legend,
    );
    this.figure.addEventListener('keydown', (event) => this.move(event));
    this.figure.addEventListener('blur', () => this.uplot?.setCursor({ left: -10, top: -10 }));
    new ResizeObserver(([entry]) => this.resize(entry.contentRect.width)).observe(this.plot);
  }

  show(times, lines) {
    const names = lines.map(({ name }) => name).join('\n');
    this.times = times;
    this.lines = lines;
    if (names !== this.names) this.build(names);
    this.uplot?.setData([times.map((at) => at / 1_000), ...lines.map(({ points }) => points)]);
    this.drawValues();
  }

  /** Again with the colours that are now in force. */
  repaint() {
    if (this.lines !== undefined) this.build(this.names);
    this.show(this.times, this.lines ?? []);
  }

  build(names) {
    this.names = names;
    this.uplot?.destroy();
    this.values = this.lines.map(() => element('span'));
    this.legend.replaceChildren(
      ...this.lines.map(({ name }, index) => {
        const swatch = element('i', { 'data-slot': slotOf(name, index), 'aria-hidden': 'true' });
        const label = element('span', { title: name || 'all' }, swatch, name || 'all');
        return element('li', {}, label, this.values[index]);
      }),
    );
    this.uplot = new uPlot(this.options(), [[], ...this.lines.map(() => [])], this.plot);
    cursors.sub(this.uplot);
  }

  options() {
    const [axis, grid] = [variable('--muted'), variable('--grid')];
    const common = {
      stroke: axis,
      font: AXIS_FONT,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
    };
    return {
      width: Math.max(this.plot.clientWidth, 200),
      height: HEIGHT,
      legend: { show: false },
      cursor: { sync: { key: 'status' }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: {
        x: { range: (_, min, max) => [Math.min(min, max - SHORTEST_SECONDS), max] },
        y: { range: (_, __, max) => [0, Math.max((max ?? 0) * 1.1, LEAST[this.unit])] },
      },
      axes: [
        { ...common, size: 24, space: 90, values: (_, ticks) => ticks.map((tick) => time(tick * 1_000)) },
        {
          ...common,
          size: 62,
          space: 34,
          values: (_, ticks) => ticks.map((tick) => format(tick, this.unit)),
        },
      ],
      series: [
        {},
        ...this.lines.map(({ name }, index) => ({
          label: name,
          stroke: variable(`--line-${slotOf(name, index)}`),
          width: 1.75,
          dash: index >= COLOURS ? [6, 4] : undefined,
          points: { show: false },
        })),
      ],
      hooks: { setCursor: [() => this.drawValues()] },
    };
  }

  /** The values under the cursor, else the last ones. */
  drawValues() {
    const index = this.uplot?.cursor.idx ?? this.times.length - 1;
    this.lines?.forEach(({ points }, line) => setText(this.values[line], format(points[index], this.unit)));
  }

  resize(width) {
    if (width > 0) this.uplot?.setSize({ width, height: HEIGHT });
  }

  move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || this.uplot === undefined) return;
    event.preventDefault();
    const last = this.times.length - 1;
    const index = Math.min(last, Math.max(0, (this.uplot.cursor.idx ?? last) + step));
    this.uplot.setCursor({ left: this.uplot.valToPos(this.times[index] / 1_000, 'x'), top: 10 });
  }
}
