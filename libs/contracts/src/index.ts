export { defineEvent, defineRequest, type EventContract, type RequestContract } from './define.js';
