import { Module } from '@nestjs/common';
import { InboxRepository } from './inbox.repository.js';
import { inboxSweep } from './inbox-sweep.js';

@Module({ providers: [InboxRepository, inboxSweep] })
export class InboxModule {}
