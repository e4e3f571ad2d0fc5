import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE, type ProblemCode, PROBLEMS } from '@tenfold/errors';

/** Declares, by code, the problems that are a route's own; those that every route can answer are added to the document later. */
export const ApiProblems = (...codes: readonly ProblemCode[]): MethodDecorator => {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return applyDecorators(
    ...[...byStatus].map(([status, group]) => ApiResponse({ status, ...problemResponse(group) })),
  );
};

export function problemResponse(codes: readonly ProblemCode[]): {
  description: string;
  content: ProblemContent;
} {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

type ProblemContent = Record<string, { schema: { $ref: string } }>;
