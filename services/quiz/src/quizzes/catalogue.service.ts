import { Injectable } from '@nestjs/common';
import { brief, Cache } from '@tenfold/cache';
import type { FoundRows, Place } from '@tenfold/http';
import { bucketOf } from '@tenfold/ids';
import { Strategies } from '@tenfold/strategies';
import { NaiveCatalogue } from './catalogue.naive.js';
import { CatalogueRepository, type CatalogueFilter, type CatalogueRow } from './catalogue.repository.js';

/** Every publication changes some pages, and nobody can say which: a page is over by its age, and each is asked for once a second. */
const PAGE = brief({ name: 'quiz.catalogue', lifeMs: 1_000 });

/** What was found while a shard was away: for those who are waiting for it, and not to be kept. */
class Incomplete extends Error {
  constructor(readonly found: FoundRows<CatalogueRow>) {
    super('rows of a shard are missing');
  }
}

/** The list of published quizzes, by pages that are kept for a moment: a scatter over all shards is dear. */
@Injectable()
export class CatalogueService {
  constructor(
    private readonly keyset: CatalogueRepository,
    private readonly naive: NaiveCatalogue,
    private readonly cache: Cache,
    private readonly strategies: Strategies,
  ) {}

  async list(filter: CatalogueFilter, place: Place, limit: number): Promise<FoundRows<CatalogueRow>> {
    try {
      const { body = '[]' } = await this.cache.get(PAGE, keyOf(filter, place, limit), async () => {
        const found = await this.read(filter, place, limit);
        if (found.incomplete) throw new Incomplete(found);
        return { version: 0, body: Buffer.from(JSON.stringify(found.rows)) };
      });
      return { rows: JSON.parse(body.toString()) as CatalogueRow[], incomplete: false };
    } catch (error) {
      if (error instanceof Incomplete) return error.found;
      throw error;
    }
  }

  /** What is kept is a second old at its end, so it must not be when it is read. */
  private read(filter: CatalogueFilter, place: Place, limit: number): Promise<FoundRows<CatalogueRow>> {
    const lists = this.strategies.isOn('pagination') ? this.keyset : this.naive;
    const kept = this.strategies.isOn('cache');
    return lists.list(filter, place, limit, kept ? { intent: 'fresh' } : undefined);
  }
}

/**
 * What the rows depend on, however the URL said it: the order of its parameters, the text of its cursor and the choice of fields, which
 * is cut out of the rows, are not in it.
 */
function keyOf({ category, tag, language }: CatalogueFilter, place: Place, limit: number): string {
  const text = JSON.stringify([category, tag, language, place.direction, place.key, limit]);
  return `quiz:{b${bucketOf(text)}}:catalogue:${text}`;
}
