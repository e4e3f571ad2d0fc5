import { SpanKind, type SpanDescription } from '@tenfold/observability';

/** @param command as Redis has it, or the name of a script; never a key, which may be somebody's */
export function redisSpan(command: string): SpanDescription {
  const isScript = command.startsWith('tenfold');
  const operation = isScript ? 'EVALSHA' : command;
  return {
    name: isScript ? `${operation} ${command}` : command,
    kind: SpanKind.CLIENT,
    attributes: {
      'db.system.name': 'redis',
      'db.operation.name': operation,
      ...(isScript ? { 'db.stored_procedure.name': command } : {}),
    },
  };
}
