import { readFileSync } from 'node:fs';
import { config } from './config.js';

export interface Part {
  readonly id: string;
  readonly text: string;
}

export interface PlacedQuestion {
  readonly position: number;
  readonly question: {
    readonly type: string;
    readonly id: string;
    readonly prompt: string;
    readonly media: readonly { readonly url: string; readonly alt: string }[];
    readonly difficulty: string | null;
    readonly millipoints: number;
    readonly options: readonly Part[];
  };
}

export interface QuizSummary {
  readonly id: string;
}

/** What is published, as an application keeps it in memory: objects by quiz, the question at its place in the list. */
export interface QuestionData {
  readonly questions: Readonly<Record<string, readonly PlacedQuestion[]>>;
  /** Of every path that is asked for: the body, as its bytes were compared. */
  readonly bodies: Readonly<Record<string, string>>;
}

export function readQuestions(): QuestionData {
  return JSON.parse(readFileSync(config.dataFile ?? '', 'utf8')) as QuestionData;
}

export const questionMap = (): ReadonlyMap<string, readonly PlacedQuestion[]> =>
  new Map(Object.entries(readQuestions().questions));
