import { Module } from '@nestjs/common';
import { CustomersHttpController } from './customers.http.controller.js';
import { CustomersNaive } from './customers.naive.js';
import { CustomersRepository } from './customers.repository.js';
import { CustomersService } from './customers.service.js';

@Module({
  controllers: [CustomersHttpController],
  providers: [CustomersService, CustomersRepository, CustomersNaive],
  exports: [CustomersRepository],
})
export class CustomersModule {}
