import { Controller, Get, Headers, Res } from '@nestjs/common';
import { Public } from '@tenfold/identity';
import { Metrics } from '@tenfold/observability';
import type { FastifyReply } from 'fastify';

/** What a Prometheus fetches. Like the probes it asks without a token. */
@Controller('metrics')
export class MetricsHttpController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Public()
  async page(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { contentType, text } = await this.metrics.page(accept);
    void reply.type(contentType);
    return text;
  }
}
