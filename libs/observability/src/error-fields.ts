/** So many causes, the outermost first; a chain that bites its tail ends there too. */
const CAUSES = 5;

interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly causes?: readonly string[];
}

/**
 * What a log says of an error, and nothing else that hangs on it: Postgres adds the whole row that broke a constraint, which may be
 * an answer key.
 */
export function errorFields(error: unknown): ErrorFields | string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  const causes = causesOf(error);
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(causes.length > 0 && { causes }),
  };
}

function causesOf(error: Error): string[] {
  const causes: string[] = [];
  for (let at = error.cause; at instanceof Error && causes.length < CAUSES; at = at.cause) {
    const { code } = at as { code?: unknown };
    causes.push(`${at.name}${typeof code === 'string' ? ` ${code}` : ''}: ${at.message}`);
  }
  return causes;
}
