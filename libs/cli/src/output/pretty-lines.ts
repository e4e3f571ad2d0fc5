import { prettyFactory } from 'pino-pretty';

/** One line each, since `-f` and `grep` go by lines; who wrote it stands in front already. */
const pretty = prettyFactory({
  colorize: process.stdout.isTTY,
  translateTime: 'SYS:HH:MM:ss.l',
  ignore: 'pid,service',
  singleLine: true,
});

/** Lines of JSON as somebody reads them; what is none stays as it is. */
export function prettyLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.startsWith('{') ? pretty(line).trimEnd() : line))
    .join('\n');
}
