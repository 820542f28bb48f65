import { type Blocks, fence, heading, paragraph } from '../document.js';
import type { ReportFacts } from '../facts.js';
import { drawGantt } from '../mermaid.js';
import { listBars } from '../timeline.js';

/** More bars than that are no picture. */
const SHOWN = 40;

/** When what ran, as a picture; none where it says nothing. */
export function describeTimeline(facts: ReportFacts): Blocks {
  const bars = listBars(facts);
  if (bars.length === 0) return [];
  const left = bars.length - SHOWN;
  return [
    heading(3, 'Timeline'),
    fence(drawGantt(bars.slice(0, SHOWN)), 'mermaid'),
    ...(left > 0 ? [paragraph(`${String(left)} more are not shown.`)] : []),
  ];
}
