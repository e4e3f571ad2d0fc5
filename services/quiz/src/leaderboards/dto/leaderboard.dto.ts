import { pageQuery } from '@tenfold/http';
import { z } from 'zod';
import { digits } from '../../digits.js';

const MAX_NEIGHBOURS = 10;

export const placeSchema = z
  .strictObject({
    rank: z.int().min(1).describe('One more than the learners with a higher score: equal scores share it'),
    name: z.string().describe('Stands for the learner, on this board alone, and says nothing of who it is'),
    score: z.number().min(0).max(100).describe('In percent of the points, by the grading rule of the quiz'),
    reachedAt: z.iso.datetime().describe('End of the attempt that counts: the earlier stands first in a tie'),
    me: z.literal(true).optional().describe('It is the caller'),
    learner: z.string().optional().describe('For owner and staff only'),
  })
  .meta({ id: 'LeaderboardPlace' });
export type LeaderboardPlace = z.infer<typeof placeSchema>;

export const ownPlaceSchema = z
  .strictObject({
    place: placeSchema,
    above: z.array(placeSchema).describe('Those next to it, in the order of the board'),
    below: z.array(placeSchema),
  })
  .meta({ id: 'OwnPlace' });
export type OwnPlace = z.infer<typeof ownPlaceSchema>;

export const leaderboardQuery = z.strictObject(pageQuery);
export type LeaderboardQuery = z.infer<typeof leaderboardQuery>;

export const ownPlaceQuery = z.strictObject({
  neighbours: digits(0, MAX_NEIGHBOURS).optional().describe('On each side; 3 when left out'),
});
export type OwnPlaceQuery = z.infer<typeof ownPlaceQuery>;
