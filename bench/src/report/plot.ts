import type { MeasureResult } from '../evaluate.js';
import { nameOf, round } from './table.js';

const WIDTH = 860;
const ROW = 26;
const TOP = 46;
const LEFT = 250;
const RIGHT = 110;
/** The axis goes from a fifth of the floor to five times as much. */
const SPAN = 5;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .muted { fill: #57606a; }
  .axis { stroke: #d0d7de; }
  .floor { stroke: #cf222e; }
  .goal { stroke: #1a7f37; stroke-width: 2; }
  .interval { stroke-width: 4; stroke-linecap: round; }
  .holds { stroke: #0969da; fill: #0969da; }
  .fails { stroke: #cf222e; fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .muted { fill: #8d96a0; }
    .axis { stroke: #30363d; }
    .floor { stroke: #ff7b72; }
    .goal { stroke: #3fb950; }
    .holds { stroke: #58a6ff; fill: #58a6ff; }
    .fails { stroke: #ff7b72; fill: #ff7b72; }
  }`;

/** Each gated measure as a share of its floor: right of the line it holds, whichever way better is. Readable in the light and in the dark. */
export function renderPlot(measures: readonly MeasureResult[], date: string): string {
  const gated = measures.filter(({ floor }) => floor !== null);
  const height = TOP + gated.length * ROW + 24;
  const floorAt = xOf(1);
  const rows = gated.map((measure, index) => row(measure, TOP + index * ROW + ROW / 2)).join('\n');
  const ticks = [0.25, 0.5, 1, 2, 4]
    .map(
      (value) =>
        `<text class="muted" x="${xOf(value)}" y="${TOP - 10}" text-anchor="middle">${value}×</text>`,
    )
    .join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Measures against their floors, ${date}">
<style>${STYLE}
</style>
<text x="8" y="18">Measured ${date}: each measure against its floor (red line) and its goal (green mark)</text>
${ticks}
<line class="floor" x1="${floorAt}" x2="${floorAt}" y1="${TOP - 4}" y2="${height - 20}"/>
${rows}
<text class="muted" x="8" y="${height - 6}">A bar is the 95 % interval. Right of the red line is better, also where less is.</text>
</svg>
`;
}

function row(measure: MeasureResult, y: number): string {
  const { ratio, holds, goal, floor } = measure;
  const share = (value: number): number => toShare(measure, value);
  const [one, other] = [xOf(share(ratio.low)), xOf(share(ratio.high))];
  const kind = holds === true ? 'holds' : 'fails';
  const limit = goal === null || floor === null ? '' : mark(xOf(share(goal)), y);
  return [
    `<text x="8" y="${y + 4}">${nameOf(measure)}</text>`,
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>`,
    limit,
    `<line class="interval ${kind}" x1="${Math.min(one, other)}" x2="${Math.max(one, other)}" y1="${y}" y2="${y}"/>`,
    `<circle class="${kind}" cx="${xOf(share(ratio.median))}" cy="${y}" r="4"/>`,
    `<text class="muted" x="${WIDTH - RIGHT + 12}" y="${y + 4}">${round(ratio.median)}</text>`,
  ].join('\n');
}

function mark(x: number, y: number): string {
  return `<line class="goal" x1="${x}" x2="${x}" y1="${y - 7}" y2="${y + 7}"/>`;
}

function toShare({ direction, floor }: MeasureResult, value: number): number {
  return direction === 'at-least' ? value / (floor ?? 1) : (floor ?? 1) / value;
}

/** On a logarithmic axis; what is beyond its ends stands at them. */
function xOf(share: number): number {
  const place = Math.log(Math.min(SPAN, Math.max(1 / SPAN, share))) / Math.log(SPAN);
  return Math.round(LEFT + ((place + 1) / 2) * (WIDTH - RIGHT - LEFT));
}
