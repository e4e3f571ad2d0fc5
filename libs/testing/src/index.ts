export { ApiClient, type ApiRequest, type ApiResponse } from './api-client.js';
export { PLAN_YEAR } from './plan-database.js';
export { describePlans, type PlanExample, type PlanSuite } from './plan-suite.js';
export { testEnvironment, testStores, variable, type TestStores } from './test-stores.js';
export { mintToken } from './tokens.js';
export { waitFor } from './wait-for.js';
