export * from './strategies.js';
export * from './strategies-env.js';
export * from './whole-list.js';
