import { Injectable } from '@nestjs/common';
import { Strategies } from '@tenfold/strategies';
import { DaysNaive } from './days.naive.js';
import { DaysRepository } from './days.repository.js';
import type { Day, Days, DaysQuery } from './dto/day.dto.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

@Injectable()
export class DaysService {
  constructor(
    private readonly days: DaysRepository,
    private readonly naive: DaysNaive,
    private readonly strategies: Strategies,
  ) {}

  /** The youngest first. A day without orders is not in it. */
  async list(query: DaysQuery): Promise<Days> {
    const rows = this.strategies.isOn('preaggregate')
      ? await this.days.list(daysOf(query), query.currency ?? null)
      : await this.naive.list(query);
    return { items: rows.toSorted(youngestFirst) };
  }
}

function daysOf({ from, to }: DaysQuery): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function youngestFirst(a: Day, b: Day): number {
  if (a.day !== b.day) return a.day > b.day ? -1 : 1;
  return a.currency < b.currency ? -1 : 1;
}
