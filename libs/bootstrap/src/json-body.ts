import { AppError } from '@tenfold/errors';
import { forbiddenMember, jsonPointer } from '@tenfold/http';
import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';

/** Bodies are JSON in plain UTF-8; whatever else one is, the refusal says. */
export function acceptOnlyJson(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // No body at all is for the schema to judge, which says more than "invalid JSON".
    if (body.length === 0) return done(null, undefined);
    try {
      const text = readUtf8(request.headers, body as Buffer);
      void parse(request, text, (error, value) => {
        if (error === null) done(null, value);
        else done(refusalOf(text) ?? error);
      });
    } catch (error) {
      done(error as AppError);
    }
  });
}

/**
 * The strict parser has one error for two things: what is no JSON, and JSON with a name that could change prototypes. The second is worth a
 * second look: it fits the usual patterns for names, and the client has to be told which member it is.
 */
function refusalOf(text: string): AppError | undefined {
  const path = forbiddenMember(parsed(text));
  if (path === undefined) return undefined;
  const pointer = jsonPointer(path);
  const detail = `must not have the name ${path.at(-1)}`;
  return new AppError('validation_failed', {
    detail: `${pointer}: ${detail}`,
    errors: [{ pointer, code: 'forbidden_name', detail }],
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** JSON between systems is UTF-8 (RFC 8259, section 8.1); what is said or turns out to be something else is not guessed at. */
function readUtf8(headers: IncomingHttpHeaders, body: Buffer): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  const coding = headers['content-encoding'] ?? 'identity';
  if (!/^utf-?8$/i.test(charset) || coding.toLowerCase() !== 'identity') {
    throw new AppError('media_type_unsupported', {
      detail: 'the body must be plain UTF-8, not coded or compressed',
    });
  }
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new AppError('body_invalid', { detail: 'the body is not UTF-8', cause });
  }
}
