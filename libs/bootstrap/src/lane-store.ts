import { BoundedMap } from '@tenfold/cache';
import type { Coding } from '@tenfold/http';
import { bytesOf, isSame, OVERHEAD_BYTES, withVariantsOf, type KeptAnswer } from './kept-answer.js';

/** An answer above this share of the whole would push out too many others. */
const LARGEST_SHARE = 64;
/**
 * Of the bytes, for brief answers: lists have as many URLs as clients make up (limits, filters, cursors, fields), and a flood of them
 * is not to drive out what everybody reads.
 */
const BRIEF_SHARE = 8;
/** So many changed keys are remembered one by one; requests that have been under way for longer than that store nothing. */
const CHANGES_REMEMBERED = 10_000;

/** What was read, at which version, and until when it may be repeated. */
interface Held {
  readonly version: number;
  readonly until: number;
}

/** Answers by URL, bounded in bytes, with what it takes to drop them when one of their keys has changed. */
export class LaneStore {
  private readonly lasting: BoundedMap<KeptAnswer>;
  private readonly brief: BoundedMap<KeptAnswer>;
  private readonly urls = new Map<string, Set<string>>();
  /** Moment of each key's last change, the oldest first. */
  private readonly changes = new Map<string, number>();
  private moment = 0;
  /** Whoever began before this moment can no longer know what has changed since. */
  private horizon = 0;
  readonly counted = { stored: 0, dropped: 0 };

  /** Not where the bytes are so few that no answer has room. */
  readonly hasRoom: boolean;

  /** @param held what the process has read anew under a key, and until when that holds */
  constructor(
    maxBytes: number,
    private readonly held: (key: string) => Held | undefined = () => undefined,
  ) {
    const brief = Math.ceil(maxBytes / BRIEF_SHARE);
    const maxEntrySize = Math.ceil(maxBytes / LARGEST_SHARE);
    this.hasRoom = maxEntrySize > OVERHEAD_BYTES;
    this.lasting = this.room(Math.max(1, maxBytes - brief), maxEntrySize);
    this.brief = this.room(brief, maxEntrySize);
  }

  get bytes(): number {
    return this.lasting.bytes + this.brief.bytes;
  }

  /** So many keys lead to an answer. */
  get keys(): number {
    return this.urls.size;
  }

  /** To be noted when a request begins, and to be shown when its answer is to be kept. */
  get now(): number {
    return this.moment;
  }

  find(url: string, nowMs: number): KeptAnswer | undefined {
    const answer = this.lasting.get(url) ?? this.brief.get(url);
    if (answer === undefined) return undefined;
    if (nowMs >= answer.renewAt) this.prolong(answer, nowMs);
    return answer.until > nowMs ? answer : undefined;
  }

  /**
   * One of a quiz's questions is asked for anew each second, and all the others then have what they were made of: else each would be
   * made again as often, which costs twice as much as to send it.
   */
  private prolong(answer: KeptAnswer, nowMs: number): void {
    const { sources = [] } = answer;
    let until = Infinity;
    for (const { key, version } of sources) {
      const held = this.held(key);
      if (held?.version !== version || held.until <= nowMs) return;
      until = Math.min(until, held.until);
    }
    if (sources.length === 0 || until <= answer.until) return;
    answer.renewAt += until - answer.until;
    answer.until = until;
    answer.passed = false;
  }

  /** The bytes with this tag, also of an answer that is over: most come back as they were, and need not be coded again. */
  coded(url: string, coding: Coding, etag: string): Buffer | undefined {
    const variant = (this.lasting.peek(url) ?? this.brief.peek(url))?.variants[coding];
    if (variant === undefined || variant.etag !== etag) return undefined;
    const { body } = variant;
    return typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  }

  /**
   * Keeps an answer unless one of its keys has changed since its request began: it may show what was before, and nobody would come
   * to drop it again.
   */
  keep(url: string, answer: KeptAnswer, begun: number): void {
    if (begun < this.horizon || answer.keys.some((key) => (this.changes.get(key) ?? 0) > begun)) return;
    const room = this.roomOf(answer);
    const older = room.peek(url);
    // It was read later, by whoever was quicker.
    if (older !== undefined && older.until > answer.until && !isSame(older, answer)) return;
    const kept = older === undefined ? answer : withVariantsOf(answer, older);
    if (!room.set(url, kept, bytesOf(kept))) return;
    this.counted.stored += 1;
    for (const key of answer.keys) {
      const urls = this.urls.get(key) ?? new Set();
      this.urls.set(key, urls.add(url));
    }
  }

  changed(key: string): void {
    this.moment += 1;
    this.changes.delete(key);
    this.changes.set(key, this.moment);
    if (this.changes.size > CHANGES_REMEMBERED) this.forgetOldestChange();
    for (const url of [...(this.urls.get(key) ?? [])]) {
      this.lasting.delete(url);
      this.brief.delete(url);
    }
  }

  clear(): void {
    this.moment += 1;
    this.horizon = this.moment;
    this.changes.clear();
    this.lasting.prune(() => true);
    this.brief.prune(() => true);
  }

  private room(maxBytes: number, maxEntryBytes: number): BoundedMap<KeptAnswer> {
    return new BoundedMap<KeptAnswer>(maxBytes, maxEntryBytes, (answer, url, replaced) => {
      this.unlink(answer, url);
      if (!replaced) this.counted.dropped += 1;
    });
  }

  /** A URL's answers are all of one kind: it is its route that says what they are made of. */
  private roomOf({ brief }: KeptAnswer): BoundedMap<KeptAnswer> {
    return brief ? this.brief : this.lasting;
  }

  private forgetOldestChange(): void {
    for (const [key, moment] of this.changes) {
      this.horizon = moment;
      this.changes.delete(key);
      return;
    }
  }

  private unlink(answer: KeptAnswer, url: string): void {
    for (const key of answer.keys) {
      const urls = this.urls.get(key);
      if (urls?.delete(url) === true && urls.size === 0) this.urls.delete(key);
    }
  }
}
