export { defineEvent, defineRequest, type EventContract, type RequestContract } from './define.js';
export * from './order-items.js';
export * from './orders.js';
export * from './quiz.js';
