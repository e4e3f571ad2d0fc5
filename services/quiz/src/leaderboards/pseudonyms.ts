import { Injectable } from '@nestjs/common';
import { InjectEnv, type ServiceEnv } from '@tenfold/bootstrap';
import { hmacSha256, type Hmac } from '@tenfold/http';

/** 72 bits: two learners of a quiz have the same name once in a thousand boards of a billion. */
const BYTES = 9;

/** Names for learners, stable on a board and different on every other, so that nobody can be followed from quiz to quiz. */
@Injectable()
export class Pseudonyms {
  private readonly sign: Hmac;

  constructor(@InjectEnv() env: ServiceEnv) {
    this.sign = hmacSha256(hmacSha256(env.CURSOR_SECRET)(Buffer.from('tenfold leaderboard names v1')));
  }

  of(quizId: string, learner: string): string {
    const mac = this.sign(Buffer.from(`${quizId}\n${learner}`));
    return mac.subarray(0, BYTES).toString('base64url');
  }
}
