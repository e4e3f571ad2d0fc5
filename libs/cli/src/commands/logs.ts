import { existsSync, openSync, readdirSync, readSync, statSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Failure } from '../output/failure.js';
import { prettyLines } from '../output/pretty-lines.js';
import { tail } from '../processes/logs.js';
import { mainProfile } from '../stack/profile.js';

const POLL_MS = 200;

export async function logs(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      follow: { type: 'boolean', short: 'f' },
      lines: { type: 'string', short: 'n', default: '50' },
      json: { type: 'boolean', default: !process.stdout.isTTY },
    },
  });
  const directory = join(mainProfile().directory, 'logs');
  const present = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith('.log')) : [];
  const wanted =
    positionals.length === 0
      ? present.filter((file) => !file.startsWith('migrate-'))
      : positionals.map((name) => `${name}.log`);
  for (const file of wanted) {
    if (!present.includes(file)) throw new Failure(unknown(file, present));
  }
  const show = values.json ? (text: string) => text : prettyLines;
  // Nothing is merged into one stream by time: with several names, each line says whose it is.
  const prefixOf = (file: string): string =>
    wanted.length === 1 ? '' : `${file.slice(0, -4).padEnd(12)} | `;
  for (const file of wanted)
    print(show(tail(join(directory, file), Number(values.lines) || 50)), prefixOf(file));
  if (values.follow === true)
    await follow(
      wanted.map((file) => ({ path: join(directory, file), prefix: prefixOf(file) })),
      show,
    );
  return 0;
}

function unknown(file: string, present: readonly string[]): string {
  const name = file.slice(0, -4);
  if (present.length === 0) return 'There are no logs yet: ./tenfold up has not run.';
  return `There is no log of "${name}"; there are ${present.map((one) => one.slice(0, -4)).join(', ')}.`;
}

async function follow(
  files: readonly { path: string; prefix: string }[],
  show: (text: string) => string,
): Promise<never> {
  const positions = new Map(files.map(({ path }) => [path, sizeOf(path)]));
  for (;;) {
    for (const { path, prefix } of files) {
      const size = sizeOf(path);
      const position = positions.get(path) ?? 0;
      // A smaller file is a new one: the process was started again and its log set aside.
      const from = size < position ? 0 : position;
      if (size > from) print(show(read(path, from, size - from).trimEnd()), prefix);
      positions.set(path, size);
    }
    await delay(POLL_MS);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function read(path: string, position: number, length: number): string {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, length, position));
  } finally {
    closeSync(descriptor);
  }
}

function print(text: string, prefix: string): void {
  if (text === '') return;
  process.stdout.write(
    `${text
      .split('\n')
      .map((line) => prefix + line)
      .join('\n')}\n`,
  );
}
