import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiProblems } from '../api-problems.decorator.js';

/**
 * Documents a route that sends a whole list by `Exports`.
 * @param component the schema of a row, by the name that it has in the document
 */
export const ApiExport = (component: string, description: string): MethodDecorator =>
  applyDecorators(
    ApiOkResponse({
      description: `${description}; an answer that breaks off is not the whole`,
      content: {
        'application/x-ndjson': { schema: { $ref: `#/components/schemas/${component}` } },
        'text/csv': { schema: { type: 'string', description: 'RFC 4180, with a header' } },
      },
    }),
    ApiProblems('coding_not_acceptable', 'not_acceptable', 'list_too_long'),
  );
