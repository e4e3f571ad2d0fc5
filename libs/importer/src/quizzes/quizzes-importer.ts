import type { ApiClient } from '../client/api-client.js';
import { SettleInOrder } from '../client/settle-in-order.js';
import { ByteSource } from '../input/byte-source.js';
import type { ProgressLine } from '../progress/progress-line.js';
import type { Counters } from '../state/counters.js';
import { noCounts } from '../state/counters.js';
import type { Reject } from '../state/reject.js';
import { sendCategory, type CategoryOutcome } from './category-sender.js';
import { mapQuestion } from './question-mapper.js';
import type { SourcedQuestion } from './quiz-builder.js';
import { listStored } from './stored-quizzes.js';
import type { TextEncoding } from './text-encoding.js';
import { decodeFields, refuseWrongEncoding } from './text-encoding.js';
import type { TriviaRow } from './trivia-file.js';
import { readTrivia } from './trivia-file.js';

export interface QuizzesImportOptions {
  readonly source: string;
  readonly encoding: TextEncoding;
  /** Of the order of options; another seed is another order. */
  readonly seed: string;
  readonly concurrency: number;
}

export interface QuizzesImport {
  /** `orders` counts quizzes here, `lines` questions. */
  readonly counters: Counters;
  readonly questionsRead: number;
  readonly cut: boolean;
  readonly warnings: readonly string[];
  readonly rejects: readonly Reject[];
}

/** The format is one JSON document, which is read as a whole; the real one has 1.3 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Imports the questions of a file as published quizzes. */
export async function importQuizzes(
  { client, file, progress }: { client: ApiClient; file: string; progress: ProgressLine },
  options: QuizzesImportOptions,
): Promise<QuizzesImport> {
  const { text, damage } = await readText(file);
  const trivia = readTrivia(text);
  refuseWrongEncoding(trivia.rows, options.encoding);
  const { questions, rejects, warnings } = mapRows(trivia.rows, options);
  const cut = trivia.cut || damage !== null;
  if (cut) warnings.push(`the file was cut${damage === null ? '' : ` (${damage})`}: what follows is missing`);

  const counters = noCounts();
  for (const reject of rejects) countReject(counters, reject);
  const categories = [...Map.groupBy(questions, ({ category }) => category)];
  const ids = await listStored(client, options.source);
  let settled = 0;
  const state = () => ({
    share: categories.length === 0 ? 1 : settled / categories.length,
    text: `${settled} of ${categories.length} categories, ${counters.lines.imported + counters.lines.existing} questions`,
  });
  const settling = new SettleInOrder<CategoryOutcome>(options.concurrency, (outcome) => {
    settled += 1;
    counters.lines.existing += outcome.existing;
    for (const quiz of outcome.quizzes) {
      counters.orders[quiz.fate] += 1;
      counters.lines.imported += quiz.imported;
      counters.lines.existing += quiz.existing;
      for (const reject of quiz.rejects) countReject(counters, reject);
      rejects.push(...quiz.rejects);
    }
    progress.update(state());
  });
  for (const [category, own] of categories)
    await settling.run(() => sendCategory(client, ids, { source: options.source, category, questions: own }));
  await settling.finish();
  progress.end(state());
  return { counters, questionsRead: trivia.rows.length, cut, warnings, rejects };
}

function mapRows(rows: readonly TriviaRow[], { encoding, seed }: QuizzesImportOptions) {
  const questions: SourcedQuestion[] = [];
  const rejects: Reject[] = [];
  const warnings: string[] = [];
  const seen = new Map<string, number>();
  for (const { fields, number, problem, raw } of rows) {
    const decoded = fields && decodeFields(fields, encoding);
    const mapped =
      problem ??
      (decoded
        ? mapQuestion(decoded, seed)
        : { code: 'wrong_encoding', detail: `a text is not encoded as ${encoding}` });
    if ('code' in mapped) {
      rejects.push({ invoice: null, ...mapped, lines: [{ line: number, cause: true, raw }] });
      continue;
    }
    const { category, question, removed } = mapped;
    if (removed.length > 0) warnings.push(`question ${number}: removed invisible ${removed.join(', ')}`);
    const twin = seen.get(question.prompt.toLowerCase());
    if (twin !== undefined)
      warnings.push(`question ${number} has the text of question ${twin}: both are kept`);
    seen.set(question.prompt.toLowerCase(), twin ?? number);
    questions.push({ number, raw, category, question });
  }
  return { questions, rejects, warnings };
}

function countReject({ lines, reasons }: Counters, { code }: Reject): void {
  lines.rejected += 1;
  reasons[code] = (reasons[code] ?? 0) + 1;
}

async function readText(file: string): Promise<{ text: string; damage: string | null }> {
  const source = await ByteSource.open(file);
  const decoder = new TextDecoder('utf-8');
  let text = '';
  for await (const chunk of source.chunks()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BYTES)
      throw new Error(`${file} has more than ${MAX_BYTES} characters: too large for quizzes`);
  }
  return { text: text + decoder.decode(), damage: source.cut };
}
