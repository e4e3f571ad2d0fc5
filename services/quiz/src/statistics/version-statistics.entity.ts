import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Sums over the attempts at one version of a quiz, all of them exact. */
@Entity({ schema: 'quiz', name: 'version_statistics' })
export class VersionStatisticsEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'version_statistics_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'version_statistics_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'version_statistics_pkey' })
  generation!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'version_statistics_pkey' })
  version!: number;

  @Column('integer')
  started!: number;

  @Column('integer')
  submitted!: number;

  @Column('integer')
  expired!: number;

  @Column('bigint', { name: 'score_sum' })
  scoreSum!: string;

  @Column('bigint', { name: 'score_squares' })
  scoreSquares!: string;

  @Column('bigint', { name: 'seconds_sum' })
  secondsSum!: string;

  @Column('numeric', { name: 'seconds_squares' })
  secondsSquares!: string;

  @Column('integer', { name: 'class_0' })
  class0!: number;

  @Column('integer', { name: 'class_1' })
  class1!: number;

  @Column('integer', { name: 'class_2' })
  class2!: number;

  @Column('integer', { name: 'class_3' })
  class3!: number;

  @Column('integer', { name: 'class_4' })
  class4!: number;

  @Column('integer', { name: 'class_5' })
  class5!: number;

  @Column('integer', { name: 'class_6' })
  class6!: number;

  @Column('integer', { name: 'class_7' })
  class7!: number;

  @Column('integer', { name: 'class_8' })
  class8!: number;

  @Column('integer', { name: 'class_9' })
  class9!: number;
}
