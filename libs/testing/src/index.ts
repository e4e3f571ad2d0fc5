export { ApiClient, type ApiRequest, type ApiResponse } from './api-client.js';
export { brokenPromises, describeContract, type ContractCase } from './contract.js';
export { describeHttpBytes, type BytesSubject } from './http-bytes-suite.js';
export { describeMetrics, type MetricsSuite } from './metrics-suite.js';
export { describeMigrations, type MigrationExpectations } from './migration-suite.js';
export { freePort } from './free-port.js';
export { startTestService, type TestServiceOptions } from './start-test-service.js';
export { migrationLogin, testEnvironment, testStores, variable, type TestStores } from './test-stores.js';
export {
  describeFields,
  type FieldsExample,
  type FieldsService,
  type FieldsSuite,
  type LeftOut,
} from './fields-suite.js';
export { describeInboxUpkeep, type InboxPlace } from './inbox-suite.js';
export { describeOutboxUpkeep } from './outbox-suite.js';
export type { ListExample } from './list-reader.js';
export { describeLists, type ListedService, type ListSuite } from './list-suite.js';
export { collector, oldSpace } from './old-space.js';
export { OtlpCollector, type CollectedSpan } from './otlp-collector.js';
export { NatsProcess } from './nats-process.js';
export { RedisProcess } from './redis-process.js';
export { ownDays, ownMonth } from './own-time.js';
export { PLAN_YEAR } from './plan-database.js';
export { describePlans, type PlanExample, type PlanSuite } from './plan-suite.js';
export { readExposition, sumOf, type Exposition, type Sample } from './prometheus-text.js';
export { putAwayMonths } from './put-away-months.js';
export { onBehalfOf } from './on-behalf-of.js';
export {
  describeReads,
  StatementsByRequest,
  type ReadableService,
  type ReadExample,
  type ReadSuite,
} from './read-suite.js';
export { TcpProxy } from './tcp-proxy.js';
export { TestReplicas } from './test-replicas.js';
export { mintToken } from './tokens.js';
export { unique } from './unique.js';
export { waitFor } from './wait-for.js';
