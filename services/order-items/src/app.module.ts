import { Module } from '@nestjs/common';
import { LinesModule } from './lines/lines.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { ProductsModule } from './products/products.module.js';

@Module({ imports: [ProductsModule, LinesModule, MessagesModule] })
export class AppModule {}
