export { buildGateway, type GatewayOptions } from './build-gateway.js';
export { envShape } from './env.js';
export { mergeOpenapi, type ServiceDocument } from './merge-openapi.js';
export { upstreamsOf, type Upstream, type UpstreamUrls } from './upstreams.js';
