import type { AnswerKey, QuestionKey } from '../grading/answer-key.js';
import { addDecimals, formatDecimal, negateDecimal, parseDecimal } from '../grading/decimal.js';
import type { IdentifiedDraft, IdentifiedQuestion } from './draft-identity.js';
import type { PublicQuestion, QuestionPart } from './dto/public-question.dto.js';

/** A draft, divided for good into what everybody may read and what only grading may. */
export interface CompiledQuiz {
  readonly questions: readonly PublicQuestion[];
  readonly keys: readonly QuestionKey[];
  readonly maxMillipoints: number;
}

/** @param previous the questions of the version before: a part whose text is still there keeps its id, for statistics */
export function compileDraft(
  draft: IdentifiedDraft,
  previous: readonly PublicQuestion[],
  mint: () => string,
): CompiledQuiz {
  const before = new Map(previous.map((question) => [question.id, partIdsOf(question)]));
  const compiled = draft.questions.map((question) =>
    compileQuestion(question, new Parts(before.get(question.id) ?? new Map<string, string>(), mint)),
  );
  return {
    questions: compiled.map(({ open }) => open),
    keys: compiled.map(({ open, answer }, index) => ({
      questionId: open.id,
      millipoints: open.millipoints,
      explanation: draft.questions[index]?.explanation ?? null,
      answer,
    })),
    maxMillipoints: compiled.reduce((sum, { open }) => sum + open.millipoints, 0),
  };
}

interface CompiledQuestion {
  readonly open: PublicQuestion;
  readonly answer: AnswerKey;
}

function compileQuestion(question: IdentifiedQuestion, parts: Parts): CompiledQuestion {
  const { id, prompt, media, difficulty, millipoints } = question;
  const common = { id, prompt, media, difficulty, millipoints };
  switch (question.type) {
    case 'single': {
      const options = parts.make(
        'option',
        question.options.map((option) => option.text),
      );
      const right = question.options.find(({ correct }) => correct);
      return {
        open: { type: 'single', ...common, options: shuffledById(options) },
        answer: { type: 'single', optionId: idOf(options, right?.text) },
      };
    }
    case 'multiple': {
      const options = parts.make(
        'option',
        question.options.map((option) => option.text),
      );
      const weights = question.options.map((option): [string, number] => [
        idOf(options, option.text),
        option.weight,
      ]);
      return {
        open: { type: 'multiple', ...common, options: shuffledById(options) },
        answer: { type: 'multiple', scoring: question.scoring, weights: Object.fromEntries(weights) },
      };
    }
    case 'true_false':
      return {
        open: { type: 'true_false', ...common },
        answer: { type: 'true_false', value: question.answer },
      };
    case 'short_text': {
      const { answers, caseSensitive, accentSensitive } = question;
      return {
        open: { type: 'short_text', ...common },
        answer: { type: 'short_text', answers, caseSensitive, accentSensitive },
      };
    }
    case 'numeric':
      return {
        open: { type: 'numeric', ...common },
        answer: { type: 'numeric', ...rangeOf(question.accepted) },
      };
    case 'ordering': {
      const items = parts.make('item', question.items);
      return {
        open: { type: 'ordering', ...common, items: shuffledById(items) },
        answer: { type: 'ordering', scoring: question.scoring, itemIds: items.map((item) => item.id) },
      };
    }
    case 'matching': {
      const prompts = parts.make(
        'prompt',
        question.pairs.map((pair) => pair.prompt),
      );
      const offered = new Set([...question.pairs.map((pair) => pair.choice), ...question.distractors]);
      const choices = parts.make('choice', [...offered]);
      const pairs = question.pairs.map(({ prompt: left, choice }) => [
        idOf(prompts, left),
        idOf(choices, choice),
      ]);
      return {
        open: { type: 'matching', ...common, prompts: shuffledById(prompts), choices: shuffledById(choices) },
        answer: { type: 'matching', choiceIdByPromptId: Object.fromEntries(pairs) as Record<string, string> },
      };
    }
    default:
      return question satisfies never;
  }
}

/** Ids are random, so their order is too: what is stored first says nothing about what is right. */
function shuffledById(parts: readonly QuestionPart[]): QuestionPart[] {
  return [...parts].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function idOf(parts: readonly QuestionPart[], text: string | undefined): string {
  const part = parts.find((candidate) => candidate.text === text);
  if (part === undefined)
    throw new RangeError('the schema lets no question through whose key names a part it lacks');
  return part.id;
}

class Parts {
  constructor(
    private readonly before: ReadonlyMap<string, string>,
    private readonly mint: () => string,
  ) {}

  make(kind: PartKind, texts: readonly string[]): QuestionPart[] {
    return texts.map((text) => ({ id: this.before.get(partKey(kind, text)) ?? this.mint(), text }));
  }
}

type PartKind = 'option' | 'item' | 'prompt' | 'choice';
const partKey = (kind: PartKind, text: string): string => `${kind}:${text}`;

function partIdsOf(question: PublicQuestion): Map<string, string> {
  const groups: [PartKind, readonly QuestionPart[]][] = [
    ['option', 'options' in question ? question.options : []],
    ['item', 'items' in question ? question.items : []],
    ['prompt', 'prompts' in question ? question.prompts : []],
    ['choice', 'choices' in question ? question.choices : []],
  ];
  return new Map(
    groups.flatMap(([kind, parts]) => parts.map(({ id, text }) => [partKey(kind, text), id] as const)),
  );
}

function rangeOf(accepted: Extract<IdentifiedQuestion, { type: 'numeric' }>['accepted']): {
  min: string;
  max: string;
} {
  if (accepted.kind === 'range') return { min: accepted.min, max: accepted.max };
  const [value, tolerance] = [parseDecimal(accepted.value), parseDecimal(accepted.tolerance)];
  return {
    min: formatDecimal(addDecimals(value, negateDecimal(tolerance))),
    max: formatDecimal(addDecimals(value, tolerance)),
  };
}
