import type { Page } from '@tenfold/http';
import type { ApiClient, ApiResponse } from './api-client.js';

/** A list as somebody asks for it: the first page is `GET path`. */
export interface ListRequest {
  readonly path: string;
  readonly token?: string;
}

/** A list with more than three rows, which nobody but this suite changes. */
export interface ListExample extends ListRequest {
  /** What tells a row from all others; the rows as they are unless told otherwise. */
  readonly idOf?: (row: never) => string;
  /** Adds a row to the list, or changes one; not where rows never come later. */
  readonly change?: () => Promise<unknown>;
  /** Lists that this one's cursors are foreign to: of another filter, another caller. */
  readonly others: readonly ListRequest[];
}

/** In one walk: each change makes the list longer for those that follow. */
const CHANGES = 3;

export interface Asked {
  readonly limit: number;
  readonly cursor?: string | null | undefined;
}

export type Answer = ApiResponse<Page<unknown> & { readonly code?: string }>;

/** Reads an example's list page by page, and looks at its links on the way. */
export class ListReader {
  constructor(
    private readonly api: ApiClient,
    readonly example: ListExample,
  ) {}

  of(request: ListRequest): ListReader {
    return new ListReader(this.api, { ...request, others: [] });
  }

  async page({ limit, cursor }: Asked): Promise<Answer> {
    const { path, token } = this.example;
    const search = `limit=${limit}${cursor == null ? '' : `&cursor=${cursor}`}`;
    const url = `${path}${path.includes('?') ? '&' : '?'}${search}`;
    const answer: Answer = await this.api.call(url, token === undefined ? {} : { token });
    if (answer.status === 200) expect(linked(answer)).toEqual(this.links(answer.body, limit));
    return answer;
  }

  async walk(
    way: 'nextCursor' | 'previousCursor',
    asked: Asked,
    change?: () => Promise<unknown>,
  ): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let { cursor } = asked; cursor !== null;) {
      const answer = await this.page({ ...asked, cursor });
      if (answer.status !== 200) throw new Error(`${this.example.path}: ${answer.status} ${answer.text}`);
      answers.push(answer);
      cursor = answer.body[way];
      if (answers.length <= CHANGES) await change?.();
    }
    return answers;
  }

  async walkBothWays(limit: number): Promise<Answer[]> {
    const forward = await this.walk('nextCursor', { limit });
    const cursor = forward.at(-1)?.body.previousCursor;
    return [...forward, ...(cursor === null ? [] : await this.walk('previousCursor', { limit, cursor }))];
  }

  ids(answers: readonly Answer[]): string[] {
    const idOf = (this.example.idOf ?? JSON.stringify) as (row: unknown) => string;
    return answers.flatMap(({ body }) => body.items.map(idOf));
  }

  private links({ nextCursor, previousCursor }: Page<unknown>, limit: number): Record<string, string | null> {
    return {
      first: null,
      ...(nextCursor === null ? {} : { next: nextCursor }),
      ...(previousCursor === null ? {} : { prev: previousCursor }),
      limit: String(limit),
    };
  }
}

/** The cursors of the links by relation, and the limit that all of them keep. */
function linked({ headers }: Answer): Record<string, string | null> {
  const found: Record<string, string | null> = {};
  for (const [, target = '', rel = ''] of (headers.get('link') ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)) {
    const { searchParams } = new URL(target, 'http://localhost');
    found[rel] = searchParams.get('cursor');
    found['limit'] = searchParams.get('limit');
  }
  return found;
}
