import { Module } from '@nestjs/common';
import { InboxRepository } from './inbox.repository.js';
import { InboxSweeper } from './inbox-sweeper.js';
import { Relay } from './relay.js';

@Module({ providers: [InboxRepository, InboxSweeper, Relay] })
export class MessagesModule {}
