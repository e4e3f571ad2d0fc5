import { Module } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { Inbox } from '@tenfold/delivery';
import { inboxSweep } from './inbox-sweep.js';

@Module({
  providers: [
    { provide: Inbox, inject: [Shards], useFactory: (shards: Shards) => new Inbox('order_items', shards) },
    inboxSweep,
  ],
  exports: [Inbox],
})
export class InboxModule {}
