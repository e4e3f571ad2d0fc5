import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reject } from './reject.js';

export interface ReportPaths {
  readonly json: string;
  readonly text: string;
}

export interface ReportContent {
  /** `orders` or `quizzes`: the beginning of the file names. */
  readonly name: string;
  readonly at: Date;
  readonly summary: Readonly<Record<string, unknown>>;
  /** Called once for each of the two files. */
  readonly rejects: () => AsyncIterable<Reject> | Iterable<Reject>;
  readonly unit: string;
}

/** Writes the same report twice, for programs and for people, streaming: every row of a file may be in it. */
export async function writeReport(stateDir: string, content: ReportContent): Promise<ReportPaths> {
  const folder = join(stateDir, 'reports');
  mkdirSync(folder, { recursive: true });
  const stem = join(folder, `${content.name}-${content.at.toISOString().replaceAll(':', '-')}`);
  const paths = { json: `${stem}.json`, text: `${stem}.txt` };
  await pipeline(Readable.from(asJson(content)), createWriteStream(paths.json));
  await pipeline(Readable.from(asText(content)), createWriteStream(paths.text));
  return paths;
}

async function* asJson({ summary, rejects }: ReportContent): AsyncGenerator<string> {
  yield `${JSON.stringify(summary, null, 2).slice(0, -2)},\n  "rejects": [`;
  let separator = '\n    ';
  for await (const reject of rejects()) {
    yield separator + JSON.stringify(reject);
    separator = ',\n    ';
  }
  yield '\n  ]\n}\n';
}

async function* asText({ summary, rejects, unit }: ReportContent): AsyncGenerator<string> {
  for (const [key, value] of Object.entries(summary)) {
    yield `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`;
  }
  yield '\nRejected (* marks the cause, the other rows share its fate)\n';
  for await (const { invoice, code, detail, lines } of rejects()) {
    yield `\n${invoice ?? `no ${unit}`}  ${code}: ${detail}\n`;
    for (const { line, cause, raw } of lines) yield `  ${cause ? '*' : ' '} ${line}: ${raw}\n`;
  }
}
