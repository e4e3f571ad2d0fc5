import { Module } from '@nestjs/common';
import { inboxSweep } from './inbox-sweep.js';
import { InboxRepository } from './inbox.repository.js';

@Module({ providers: [InboxRepository, inboxSweep] })
export class InboxModule {}
