// What a face needs to tell a run on a terminal, in one place.
export { type EventLineOptions, eventLine } from './event-line.ts';
export { headline } from './headline.ts';
export { type LiveBlockOptions, liveBlock } from './live-block.ts';
export { initialLive, type Live, reduceLive } from './live-state.ts';
export { type SummaryOptions, summaryText } from './summary.ts';
