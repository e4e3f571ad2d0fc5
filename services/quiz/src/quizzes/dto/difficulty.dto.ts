export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
