import { Type } from 'class-transformer';
import { IsInt, IsUUID, Max, Min } from 'class-validator';

export class QuestionParams {
  @IsUUID()
  quizId!: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  position!: number;
}

export class PartDto {
  id!: string;

  text!: string;
}

export class MediaDto {
  url!: string;

  alt!: string;
}

/** Members stand in the order in which the answers have them. */
export class QuestionDto {
  id!: string;

  type!: string;

  @Type(() => MediaDto)
  media!: MediaDto[];

  prompt!: string;

  @Type(() => PartDto)
  options!: PartDto[];

  difficulty!: string | null;

  millipoints!: number;
}

export class PlacedQuestionDto {
  position!: number;

  @Type(() => QuestionDto)
  question!: QuestionDto;
}
