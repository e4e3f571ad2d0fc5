import { AppError } from '@tenfold/errors';
import { z } from 'zod';

/** Which members of an answer there are to choose from: `true` for one that is taken whole. */
export interface FieldTree {
  readonly [name: string]: FieldTree | true;
}

/** An answer of which members can be chosen: an object, or a page of objects. */
export interface Selectable {
  readonly kind: 'object' | 'page';
  readonly tree: FieldTree;
}

/** Longer ones are refused unread; all the names of our largest answer fit twice. */
export const MAX_FIELDS_LENGTH = 1_500;

/**
 * The members that `fields=` may name, from the schema of the answer itself: what is not shown cannot be asked for. Of a page it is
 * its items that members are chosen of.
 * @returns undefined for an answer that is no object
 */
export function selectableOf(schema: z.ZodType): Selectable | undefined {
  const tree = treeOf(schema);
  if (tree === true) return undefined;
  const { items, nextCursor } = tree;
  if (items === undefined || nextCursor === undefined) return { kind: 'object', tree };
  return items === true ? undefined : { kind: 'page', tree: items };
}

function treeOf(schema: z.core.$ZodType): FieldTree | true {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return treeOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return treeOf(schema.element);
  if (schema instanceof z.ZodUnion) return anyOf(schema.options.map(treeOf));
  if (!(schema instanceof z.ZodObject)) return true; // also records, whose members no schema knows
  const members = Object.entries(schema.shape as Record<string, z.core.$ZodType>);
  return Object.fromEntries(members.map(([name, member]) => [name, treeOf(member)]));
}

/** Members of any of them: which it is, only the value tells, and what that one lacks is left out. */
function anyOf(trees: readonly (FieldTree | true)[]): FieldTree | true {
  const objects = trees.filter((tree) => tree !== true);
  return objects.length < trees.length ? true : Object.assign({}, ...objects);
}

/** A choice of members; equal choices have equal texts, whatever order they were written in. */
export class Fields {
  private constructor(
    private readonly selectable: Selectable,
    private readonly chosen: FieldTree,
    /** The choice in canonical order: for links and cache keys. */
    readonly text: string,
  ) {}

  /**
   * @param text names with commas between, nested ones with dots: `id,preview.sku`
   * @throws AppError `validation_failed` that names what is not there
   */
  static parse(text: string, selectable: Selectable): Fields {
    if (text.length > MAX_FIELDS_LENGTH) {
      throw refused([`must have at most ${MAX_FIELDS_LENGTH} characters`]);
    }
    const names = [...new Set(text.split(','))];
    const unknown = names.filter((name) => !isKnown(name, selectable.tree));
    if (unknown.length > 0) {
      const known = Object.keys(selectable.tree).join(', ');
      throw refused(unknown.map((name) => `${JSON.stringify(name)} is not one of ${known}`));
    }
    const chosen = choose(names, selectable.tree);
    return new Fields(selectable, chosen, namesOf(chosen).join(','));
  }

  /** The outermost members: what has to be read to answer. */
  get members(): readonly string[] {
    return Object.keys(this.chosen);
  }

  /** The body with only the members that were chosen, in the order that they have in the whole. */
  pick(body: object): object {
    if (this.selectable.kind === 'object') return pick(body, this.chosen) as object;
    const page = body as { readonly items: readonly object[] };
    return { ...page, items: page.items.map((item) => pick(item, this.chosen)) };
  }
}

function isKnown(name: string, tree: FieldTree): boolean {
  let at: FieldTree | true | undefined = tree;
  for (const part of name.split('.')) {
    if (at === undefined || at === true || !Object.hasOwn(at, part)) return false;
    at = at[part];
  }
  return true;
}

/** In the order of the schema, so that the same choice is the same text. A name stands for everything below it. */
function choose(names: readonly string[], tree: FieldTree): FieldTree {
  const entries = Object.entries(tree).flatMap(([name, below]): [string, FieldTree | true][] => {
    const nested = names.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1));
    if (names.includes(name)) return [[name, true]];
    return nested.length === 0 || below === true ? [] : [[name, choose(nested, below)]];
  });
  return Object.fromEntries(entries);
}

/** Every name that `fields=` may have, those of members that have members included. */
export function namesIn(tree: FieldTree): string[] {
  return Object.entries(tree).flatMap(([name, below]) =>
    below === true ? [name] : [name, ...namesIn(below).map((inner) => `${name}.${inner}`)],
  );
}

function namesOf(chosen: FieldTree): string[] {
  return Object.entries(chosen).flatMap(([name, below]) =>
    below === true ? [name] : namesOf(below).map((inner) => `${name}.${inner}`),
  );
}

function pick(value: unknown, chosen: FieldTree): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => pick(one, chosen));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => Object.hasOwn(chosen, name));
  return Object.fromEntries(
    members.map(([name, member]) => {
      const below = chosen[name];
      return [name, below === undefined || below === true ? member : pick(member, below)];
    }),
  );
}

function refused(details: readonly string[]): AppError {
  const errors = details
    .slice(0, 20)
    .map((detail) => ({ parameter: 'fields', code: 'unknown_field', detail: detail.slice(0, 500) }));
  return new AppError('validation_failed', { detail: `fields: ${errors[0]?.detail ?? ''}`, errors });
}
