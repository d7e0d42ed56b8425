import { credentialsOf, redirected } from './addresses.ts';
import { type Answer, ask, type Receiver, type Way } from './ask.ts';

export interface Question {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Globs of hosts; null: what is asked for, such as a stream's own file, has none. */
  readonly redirects: readonly string[] | null;
}

/**
 * Asks for a file, follows redirections, and hands the body to the receiver. Resolves with the head of the last answer when the body is
 * whole, or at once where its status is neither 200 nor 206. Throws VMTEST_DOWNLOAD_REDIRECT, and what `ask` throws.
 */
export async function exchange(way: Way, question: Question, receiver: Receiver): Promise<Answer> {
  let url = question.url;
  for (let followed = 0; ; followed++) {
    const answer = await ask(way, url, { ...question.headers, ...credentialsFor(question.url, url) }, receiver);
    if (![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    url = redirected(question.url, url, answer.header('location'), question.redirects, followed);
  }
}

/** A name and password are for the host that they were written for. */
function credentialsFor(asked: URL, url: URL): Readonly<Record<string, string>> {
  return url.origin === asked.origin ? credentialsOf(asked) : {};
}
