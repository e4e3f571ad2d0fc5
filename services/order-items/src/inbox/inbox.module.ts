import { Module } from '@nestjs/common';
import { inbox } from '@tenfold/bootstrap';
import { Inbox } from '@tenfold/delivery';

@Module({ providers: inbox('order_items'), exports: [Inbox] })
export class InboxModule {}
