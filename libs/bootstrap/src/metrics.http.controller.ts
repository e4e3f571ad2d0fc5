import { Controller, Get, Res } from '@nestjs/common';
import { Public } from '@tenfold/identity';
import { Metrics } from '@tenfold/observability';
import type { FastifyReply } from 'fastify';

/** What a Prometheus fetches. Like the probes it asks without a token. */
@Controller('metrics')
export class MetricsHttpController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Public()
  async text(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
