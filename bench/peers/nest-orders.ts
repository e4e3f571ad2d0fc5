// Stock Nest with @nestjs/typeorm: a guard that checks the token, a repository, entities that are returned as they are. On Fastify for
// reading; on Express with the global ValidationPipe and ClassSerializerInterceptor for placing.
import 'reflect-metadata';
import {
  Body,
  ClassSerializerInterceptor,
  Controller,
  Get,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import type { Page } from '@tenfold/http';
import { LessThan, Repository } from 'typeorm';
import { composeStockOrder } from './compose-stock-order.js';
import { config, HOST } from './config.js';
import { orderPage } from './order-pages.js';
import { StockLine, StockOrder } from './orders.entity.js';
import { PageDto, PlaceOrderDto } from './place-order.dto.js';
import { principalOf } from './tokens.js';

interface AuthorisedRequest {
  readonly headers: { readonly authorization?: string };
  customer: string;
}

@Injectable()
class TokenGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthorisedRequest>();
    try {
      request.customer = (await principalOf(request.headers.authorization)).subject;
      return true;
    } catch {
      throw new UnauthorizedException();
    }
  }
}

@Injectable()
class OrdersService {
  constructor(@InjectRepository(StockOrder) private readonly orders: Repository<StockOrder>) {}

  async find(id: string, customerId: string): Promise<StockOrder> {
    const order = await this.orders.findOneBy({ id, customerId });
    if (order === null) throw new NotFoundException();
    return order;
  }

  list(customerId: string, query: PageDto): Promise<Page<StockOrder>> {
    return orderPage(customerId, query, (before, take) =>
      this.orders.find({ where: { customerId, id: LessThan(before) }, order: { id: 'DESC' }, take }),
    );
  }

  /** Header and lines in one transaction, which save() opens itself. */
  async place(customerId: string, body: PlaceOrderDto): Promise<StockOrder> {
    const { lines: _lines, ...header } = await this.orders.save(
      this.orders.create(composeStockOrder(customerId, body)),
    );
    return header;
  }
}

@Controller('v1/orders')
@UseGuards(TokenGuard)
class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get()
  list(@Req() { customer }: AuthorisedRequest, @Query() query: PageDto): Promise<Page<StockOrder>> {
    return this.orders.list(customer, query);
  }

  @Get(':orderId')
  find(
    @Req() { customer }: AuthorisedRequest,
    @Param('orderId', ParseUUIDPipe) orderId: string,
  ): Promise<StockOrder> {
    return this.orders.find(orderId, customer);
  }

  @Post()
  place(@Req() { customer }: AuthorisedRequest, @Body() body: PlaceOrderDto): Promise<StockOrder> {
    return this.orders.place(customer, body);
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      ...config.database,
      username: config.database?.user ?? '',
      poolSize: config.poolSize,
      entities: [StockOrder, StockLine],
    }),
    TypeOrmModule.forFeature([StockOrder]),
  ],
  controllers: [OrdersController],
  providers: [OrdersService],
})
class OrdersModule {}

const options = { logger: ['error', 'fatal'] as ('error' | 'fatal')[] };
if (config.variant === 'express') {
  const app = await NestFactory.create(OrdersModule, options);
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  app.useGlobalInterceptors(new ClassSerializerInterceptor(app.get(Reflector)));
  await app.listen(config.port, HOST);
} else {
  const app = await NestFactory.create<NestFastifyApplication>(OrdersModule, new FastifyAdapter(), options);
  app.useGlobalPipes(new ValidationPipe({ transform: true }));
  await app.listen(config.port, HOST);
}
