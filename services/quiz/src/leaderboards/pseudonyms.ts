import { Injectable } from '@nestjs/common';
import { InjectEnv, type ServiceEnv } from '@tenfold/bootstrap';
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** 72 bits: two learners of a quiz have the same name once in a thousand boards of a billion. */
const BYTES = 9;

/** Names for learners, stable on a board and different on every other, so that nobody can be followed from quiz to quiz. */
@Injectable()
export class Pseudonyms {
  private readonly key: KeyObject;

  constructor(@InjectEnv() env: ServiceEnv) {
    this.key = createSecretKey(
      createHmac('sha256', env.CURSOR_SECRET).update('tenfold leaderboard names v1').digest(),
    );
  }

  of(quizId: string, learner: string): string {
    const mac = createHmac('sha256', this.key).update(`${quizId}\n${learner}`).digest();
    return mac.subarray(0, BYTES).toString('base64url');
  }
}
