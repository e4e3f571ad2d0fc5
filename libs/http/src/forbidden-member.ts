type Container = Readonly<Record<string, unknown>>;

/** A place on the way down: the names of an object or an array, and how many of them have been looked at. */
interface Level {
  readonly value: Container;
  readonly names: readonly string[] | undefined;
  readonly size: number;
  seen: number;
}

/**
 * The path of the first member whose name can change the prototype of an object that it is copied into: `__proto__`, or `constructor` with a
 * `prototype` inside. No schema of ours has such a name. Without recursion, since a body may be nested as deep as it is long, and with
 * memory for one way down only.
 * @param root what JSON.parse has made, so that every name is the object's own
 * @returns undefined where there is none
 */
export function forbiddenMember(root: unknown): readonly string[] | undefined {
  const levels: Level[] = isContainer(root) ? [levelOf(root)] : [];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.seen === level.size) {
      levels.pop();
      continue;
    }
    level.seen += 1;
    const name = nameIn(level);
    const value = level.value[name];
    if (isForbidden(name, value)) return levels.map(nameIn);
    if (isContainer(value)) levels.push(levelOf(value));
  }
  return undefined;
}

function levelOf(value: Container): Level {
  if (Array.isArray(value)) return { value, names: undefined, size: value.length, seen: 0 };
  const names = Object.keys(value);
  return { value, names, size: names.length, seen: 0 };
}

/** Of the member that was looked at last. */
function nameIn({ names, seen }: Level): string {
  return names === undefined ? String(seen - 1) : (names[seen - 1] ?? '');
}

function isForbidden(name: string, value: unknown): boolean {
  if (name === '__proto__') return true;
  return name === 'constructor' && isContainer(value) && Object.hasOwn(value, 'prototype');
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
