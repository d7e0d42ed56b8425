import { addressOf } from './addresses.ts';
import type { Way } from './ask.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { fetchFile } from './fetch-file.ts';
import { type Link, openLink } from './link.ts';
import { namingProxy } from './naming-proxy.ts';
import type { RetrySettings } from './retries.ts';
import type { Client, ClientOptions, TransferOptions } from './types.ts';

const RETRIES = 4;
/** Seconds. */
const BACKOFF = 1;
const STALL = 30;
/** Bytes a second. */
const SLOWEST = 1024;

/** Makes a client; nothing is opened before its first request. How many files are fetched at once is the caller's to decide. */
export function openClient(options: ClientOptions): Client {
  const { proxy = {}, retries = RETRIES, backoff = BACKOFF, stall = STALL, slowest = SLOWEST } = options;
  let [link, requests]: [Promise<Link> | null, number] = [null, 0];
  const way = async (transfer: TransferOptions): Promise<Way> => {
    link ??= openLink(proxy, stall);
    const counted = () => {
      requests += 1;
    };
    return { link: await link, limits: { stall, slowest }, signal: transfer.signal, counted };
  };
  const settings = ({ signal, onNote }: TransferOptions): RetrySettings => ({ retries, backoff, signal, onNote });
  return {
    fetchBytes: (url, transfer) =>
      namingProxy(proxy, url, async () => fetchBytes(await way(transfer), settings(transfer), addressOf(url), transfer)),
    download: (request, transfer = {}) =>
      namingProxy(proxy, request.url, async () =>
        fetchFile(await way(transfer), settings(transfer), addressOf(request.url), request, transfer),
      ),
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      // One that could not be opened was told to whoever wanted it.
      const opened = await link?.catch(() => null);
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
