import { formatSize } from '../../base/sizes.ts';
import { formatDuration } from '../../base/times.ts';
import { VmtestError } from '../../model/errors.ts';
import { shown } from './addresses.ts';
import { Interruption } from './interruption.ts';

export interface FlowLimits {
  /** Seconds without a byte, and the window over which the rate is measured. */
  readonly stall: number;
  /** Bytes a second. */
  readonly slowest: number;
}

/** Sees to it that bytes come, and fast enough; while we ourselves take none it looks away. */
export interface FlowWatch extends Disposable {
  readonly bytes: (count: number) => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Calls `fail` with an Interruption on a stall and with VMTEST_DOWNLOAD_SLOW below the slowest rate. Runs from now until it is disposed. */
export function watchFlow(url: URL, { stall, slowest }: FlowLimits, fail: (error: Error) => void): FlowWatch {
  let received = 0;
  let paused = false;
  const stalled = () => fail(new Interruption('stalled', `no byte came for ${formatDuration(stall)}`));
  const judge = () => {
    const rate = received / stall;
    received = 0;
    // Nothing at all is a stall, which the other timer tells.
    if (rate > 0 && rate < slowest) fail(tooSlow(url, rate, { stall, slowest }));
  };
  let [silence, window] = [setTimeout(stalled, stall * 1000), setInterval(judge, stall * 1000)];
  const clear = () => {
    clearTimeout(silence);
    clearInterval(window);
  };
  const restart = () => {
    clear();
    received = 0;
    [silence, window] = [setTimeout(stalled, stall * 1000), setInterval(judge, stall * 1000)];
  };
  let begun = false;
  return {
    bytes: (count) => {
      // The rate is that of the body: the time until it begins is no part of it.
      if (!begun) restart();
      begun = true;
      received += count;
      if (!paused) silence.refresh();
    },
    pause: () => {
      paused = true;
      clear();
    },
    resume: () => {
      paused = false;
      restart();
    },
    [Symbol.dispose]: clear,
  };
}

function tooSlow(url: URL, rate: number, { stall, slowest }: FlowLimits): VmtestError {
  const said = `${formatSize(Math.round(rate))} a second over ${formatDuration(stall)}`;
  return new VmtestError('VMTEST_DOWNLOAD_SLOW', `${shown(url)} sends ${said}, which is less than ${formatSize(slowest)} a second`, {
    hint: 'try again later, or name a nearer mirror; what was downloaded is continued',
  });
}
