import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often a choice was made. Only what an author offers is counted: no text of a learner. */
@Entity({ schema: 'quiz', name: 'choice_statistics' })
export class ChoiceStatisticsEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'choice_statistics_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'choice_statistics_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'choice_statistics_pkey' })
  generation!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'choice_statistics_pkey' })
  version!: number;

  @PrimaryColumn('uuid', { name: 'question_id', primaryKeyConstraintName: 'choice_statistics_pkey' })
  questionId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'choice_statistics_pkey' })
  choice!: string;

  @Column('integer')
  picks!: number;
}
