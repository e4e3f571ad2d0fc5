import type { Representation } from '@tenfold/http';
import type { PreparedAnswer } from './answer.decorator.js';
import { HeadTemplate } from './head-template.js';

interface Kept {
  readonly cacheControl: string;
  readonly head: HeadTemplate;
}

/** The heads of answers whose bodies are kept in memory, for as long as those are: of a whole one without a coding, for nobody in particular. */
export class RepeatedHeads {
  private readonly kept = new WeakMap<Representation, Kept>();

  find({ representation, cacheControl }: PreparedAnswer): HeadTemplate | undefined {
    const kept = this.kept.get(representation);
    return kept?.cacheControl === cacheControl ? kept.head : undefined;
  }

  /** @param head names and values by turns, which nobody changes any more */
  keep({ representation, cacheControl }: PreparedAnswer, head: string[]): HeadTemplate {
    const kept = { cacheControl, head: new HeadTemplate(200, head) };
    this.kept.set(representation, kept);
    return kept.head;
  }
}
