export * from './strategies.js';
export * from './strategies-env.js';
