export { alertQueries, panelQueries, type AlertQuery, type PanelQuery } from './listing.js';
export { monitoringFiles } from './files.js';
export { OBJECTIVES, type Objective } from './slo.js';
