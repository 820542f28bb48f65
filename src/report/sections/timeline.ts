import { type Blocks, fence, heading } from '../document.js';
import type { ReportFacts } from '../facts.js';
import { drawGantt } from '../mermaid.js';
import { listBars } from '../timeline.js';
import { sayRest } from './rest.js';

/** More bars than that are no picture. */
const SHOWN = 40;

/** When what ran, as a picture; none where it says nothing. */
export function describeTimeline(facts: ReportFacts): Blocks {
  const bars = listBars(facts);
  if (bars.length === 0) return [];
  return [
    heading(3, 'Timeline'),
    fence(drawGantt(bars.slice(0, SHOWN)), 'mermaid'),
    ...sayRest(bars.length - SHOWN),
  ];
}
