/** The generation of a bucket's aggregates that readers see; the bucket is $1. */
export const CURRENT = 'coalesce((SELECT s.current FROM quiz.aggregate_state s WHERE s.bucket = $1), 0)';
