/** Puts `content` between `<!-- name:begin -->` and `<!-- name:end -->`, each on a line of its own. */
export function replaceBetween(text: string, name: string, content: string, path: string): string {
  const begin = `<!-- ${name}:begin -->\n`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`${path} lacks the lines ${begin.trim()} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n${content.trimEnd()}\n\n${text.slice(to)}`;
}
