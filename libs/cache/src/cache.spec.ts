import { describeCache, memorySubject } from './testing/index.js';

describeCache('Cache', () => memorySubject());
