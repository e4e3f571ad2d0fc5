import { choice, type Env } from '@tenfold/config';
import { STRATEGIES, type Positions } from './strategies.js';

const position = (what: string) => choice(what, ['on', 'off'], { default: 'on' });

/** Where the switches stand when a process starts; a service spreads this into its shape. */
export const strategiesEnvShape = {
  STRATEGY_CACHE: position('Whether reads are answered from memory and Redis'),
  STRATEGY_PREAGGREGATE: position('Whether sums and ranks are read from where they are kept ready'),
  STRATEGY_FIELDS: position('Whether `fields=` reaches the statement; off, whole rows are read and then cut'),
  STRATEGY_PAGINATION: position(
    'Whether a page is all that is read of a list; off, the list is read and then cut',
  ),
};

export function positionsOf(env: Env<typeof strategiesEnvShape>): Positions {
  const entries = STRATEGIES.map((strategy) => {
    const name = `STRATEGY_${strategy.toUpperCase()}` as keyof typeof strategiesEnvShape;
    return [strategy, env[name] === 'on'] as const;
  });
  return Object.fromEntries(entries) as Record<keyof Positions, boolean>;
}
