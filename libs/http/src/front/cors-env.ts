import { list, type Variable } from '@tenfold/config';
import { isOrigin } from './cors.js';

/** The variable of every process that answers browsers. */
export const corsEnvShape: { readonly CORS_ORIGINS: Variable<readonly string[] | undefined> } = {
  CORS_ORIGINS: list(
    'Web pages that may call the API, by their origins: https://shop.example, http://localhost:* for every port, or * for all; none unless given',
    {
      item: {
        fits: isOrigin,
        problem: 'must be origins such as https://shop.example, in lower case and without a path',
      },
    },
  ).optional(),
};
