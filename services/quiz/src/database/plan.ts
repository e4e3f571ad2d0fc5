import type { MigrationPlan } from '@tenfold/database';
import { AggregateStateEntity } from '../aggregates/aggregate-state.entity.js';
import { AttemptAllowanceEntity } from '../attempts/attempt-allowance.entity.js';
import { AttemptAnswerEntity } from '../attempts/attempt-answer.entity.js';
import { AttemptKeyEntity } from '../attempts/attempt-key.entity.js';
import { AttemptEntity } from '../attempts/attempt.entity.js';
import { LeaderboardEntryEntity } from '../leaderboards/leaderboard-entry.entity.js';
import { LeaderboardScoreEntity } from '../leaderboards/leaderboard-score.entity.js';
import { LeaderboardEntity } from '../leaderboards/leaderboard.entity.js';
import { CatalogueEntity } from '../quizzes/catalogue.entity.js';
import { QuizDraftEntity } from '../quizzes/quiz-draft.entity.js';
import { QuizKeyEntity } from '../quizzes/quiz-key.entity.js';
import { QuizQuestionEntity } from '../quizzes/quiz-question.entity.js';
import { QuizVersionKeyEntity } from '../quizzes/quiz-version-key.entity.js';
import { QuizVersionEntity } from '../quizzes/quiz-version.entity.js';
import { QuizEntity } from '../quizzes/quiz.entity.js';
import { ChoiceStatisticsEntity } from '../statistics/choice-statistics.entity.js';
import { QuestionStatisticsEntity } from '../statistics/question-statistics.entity.js';
import { VersionStatisticsEntity } from '../statistics/version-statistics.entity.js';
import { CreateQuiz20261124120000 } from './migrations/20261124120000-create-quiz.js';
import { KeepOutboxRows20261124180000 } from './migrations/20261124180000-keep-outbox-rows.js';
import { IndexOutbox1795545120000 } from './migrations/20261124183200-index-outbox.js';
import { MakeMonthsBesideTheirTables1795545000000 } from './migrations/20261124183000-make-months-beside-their-tables.js';
import { IndexAttemptKeysByAge1795545060000 } from './migrations/20261124183100-index-attempt-keys-by-age.js';
import { CreateAggregates1795548000000 } from './migrations/20261124193400-create-aggregates.js';
import { TraceOutbox1795871400000 } from './migrations/20261128131000-trace-outbox.js';
import { KeepKeysOfQuizzes1796104860000 } from './migrations/20261201060100-keep-keys-of-quizzes.js';
import { OneAttemptAtATime1796104800000 } from './migrations/20261201060000-one-attempt-at-a-time.js';

/** The schema of this service: what its tables are, and how they came to be. */
export const quizPlan = {
  schema: 'quiz',
  partitioned: true,
  entities: [
    AggregateStateEntity,
    AttemptAllowanceEntity,
    AttemptAnswerEntity,
    AttemptEntity,
    AttemptKeyEntity,
    CatalogueEntity,
    ChoiceStatisticsEntity,
    LeaderboardEntity,
    LeaderboardEntryEntity,
    LeaderboardScoreEntity,
    QuestionStatisticsEntity,
    QuizDraftEntity,
    QuizEntity,
    QuizKeyEntity,
    QuizQuestionEntity,
    QuizVersionEntity,
    QuizVersionKeyEntity,
    VersionStatisticsEntity,
  ],
  migrations: [
    CreateQuiz20261124120000,
    KeepOutboxRows20261124180000,
    MakeMonthsBesideTheirTables1795545000000,
    IndexAttemptKeysByAge1795545060000,
    IndexOutbox1795545120000,
    CreateAggregates1795548000000,
    TraceOutbox1795871400000,
    OneAttemptAtATime1796104800000,
    KeepKeysOfQuizzes1796104860000,
  ],
} satisfies MigrationPlan;
