import { Module } from '@nestjs/common';
import { IdempotencyRepository } from './idempotency.repository.js';
import { keySweep } from './key-sweep.js';

@Module({ providers: [IdempotencyRepository, keySweep], exports: [IdempotencyRepository] })
export class IdempotencyModule {}
