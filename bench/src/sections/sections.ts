import { header, page } from './orders.js';
import { cached, route } from './questions.js';
import type { Section } from './section.js';

/** In this order: what writes comes after what reads, and what rests comes last. */
export const SECTIONS: readonly Section[] = [cached, route, header, page];
