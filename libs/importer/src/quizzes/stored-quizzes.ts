import type { ApiClient } from '../client/api-client.js';
import { referenceOf } from './quiz-builder.js';

/** The few fields of the author's view that matter here. */
export interface StoredQuiz {
  readonly id: string;
  readonly status: 'draft' | 'published' | 'archived';
  readonly hasUnpublishedChanges: boolean;
  readonly draft: {
    readonly title: string;
    readonly questions: readonly { readonly prompt: string }[];
  };
}

/** A quiz with the state that a change of it is decided on. */
export interface ReadQuiz extends StoredQuiz {
  readonly etag: string;
}

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly source: string | null;
    readonly externalReference: string | null;
  }[];
  readonly nextCursor: string | null;
}

const LIST = '/v1/quizzes/mine?limit=100&fields=id,source,externalReference';

/** The ids of all quizzes that this author has of a source, by their references. */
export async function listStored(client: ApiClient, source: string): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const path = cursor === '' ? LIST : `${LIST}&cursor=${encodeURIComponent(cursor)}`;
    const page = (await client.get(path)).body as Page;
    for (const { id, source: from, externalReference } of page.items)
      if (from === source && externalReference !== null) ids.set(externalReference, id);
    cursor = page.nextCursor;
  }
  return ids;
}

/** The quizzes of one category in the order of their parts, up to the first that is missing. */
export async function readParts(
  client: ApiClient,
  ids: ReadonlyMap<string, string>,
  category: string,
): Promise<readonly ReadQuiz[]> {
  const parts: ReadQuiz[] = [];
  for (;;) {
    const id = ids.get(referenceOf(category, parts.length + 1));
    if (id === undefined) return parts;
    parts.push(await readQuiz(client, id));
  }
}

export async function readQuiz(client: ApiClient, id: string): Promise<ReadQuiz> {
  const { body, etag } = await client.get(`/v1/quizzes/${id}/draft`);
  return { ...(body as StoredQuiz), etag: etag ?? '' };
}
