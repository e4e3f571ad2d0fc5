import type { EnvShape } from './parse-env.js';
import { infoOf } from './variable.js';

/** One variable as a README shows it. */
export interface EnvRow {
  readonly name: string;
  readonly type: string;
  /** As written in the environment; null without one. */
  readonly default: string | null;
  readonly required: boolean;
  readonly description: string;
  readonly secret: boolean;
}

/** The variables of a shape, in its order. */
export function describeEnv(shape: EnvShape): EnvRow[] {
  return Object.entries(shape).map(([name, schema]) => {
    const info = infoOf(schema);
    if (info === undefined) throw new TypeError(`${name} is not made by a builder of @tenfold/config`);
    return {
      name,
      type: info.type,
      default: info.default ?? null,
      required: !schema.safeParse(undefined).success,
      description: info.description,
      secret: info.secret,
    };
  });
}

/** The rows as a Markdown table, padded the way Prettier pads one, so that formatting never changes it. */
export function renderEnvTable(rows: readonly EnvRow[]): string {
  const header = ['Variable', 'Type', 'Default', 'Description'];
  const body = rows.map((row) => [code(row.name), row.type, fallback(row), row.description].map(escapePipes));
  const widths = header.map((title, i) =>
    Math.max(3, title.length, ...body.map((cells) => cells[i]?.length ?? 0)),
  );
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |\n`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}

function fallback(row: EnvRow): string {
  if (row.default !== null) return code(row.default);
  return row.required ? '**required**' : '';
}

function code(text: string): string {
  return `\`${text}\``;
}

function escapePipes(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}
