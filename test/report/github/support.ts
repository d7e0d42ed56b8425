import assert from 'node:assert/strict';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Elements that a summary of ours makes, with nothing but these attributes. */
const ALLOWED = [
  /^<\/?(?:h3|h4|p|b|code|pre|ul|li|table|tr|th|td|details|summary|span)>$/,
  /^<br>$/,
  /^<details open>$/,
  /^<a href="https:\/\/github\.com\/[\w./-]+">$/,
  /^<\/a>$/,
  /^<code class="language-(?:text|sh|mermaid)">$/,
];

export interface Rendered {
  readonly html: string;
  /** Outside of `code` and `pre`, where GitHub looks for mentions and references. */
  readonly open: string;
  /** The text of each block of code, with its language. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
}

/** Renders Markdown as GitHub's dialect does, HTML kept, and asserts that it has no element but those that a summary is made of. */
export function render(markdown: string): Rendered {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  for (const [tag] of html.matchAll(/<[^>]*>?/g))
    assert.ok(
      ALLOWED.some((allowed) => allowed.test(tag)),
      `${tag} in\n${html.slice(0, 3000)}`,
    );
  const blocks = [...html.matchAll(/<pre><code class="language-(\w+)">([\s\S]*?)<\/code><\/pre>/g)];
  return {
    html,
    open: decode(
      html
        .replace(/<pre>[\s\S]*?<\/pre>/g, ' ')
        .replace(/<code>[\s\S]*?<\/code>/g, ' ')
        .replace(/<[^>]*>/g, ' '),
    ),
    blocks: blocks.map(([, language = '', text = '']) => ({ language, text: decode(text) })),
  };
}

function decode(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (named[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

/** What a hostile guest, suite or server might say. */
export const NASTY: readonly string[] = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '</code></pre></td></tr></table></details></summary></h3><h1>x</h1>',
  '![x](https://evil.example/x.png) [y](javascript:alert(1)) <https://evil.example> https://evil.example/ www.evil.example a@evil.example',
  '@octocat @org/team #1 GH-12 octocat/repo#3 octocat@deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  '```\n</code>\n````\n~~~\n<b>out</b>\n`````mermaid\ngraph TD; A-->B\n`````',
  '\n\n# heading\n\n- [ ] task\n\n> [!WARNING]\n> quote\n\n| a | b |\n|---|---|\n| c | d |\n\n---\n\n[ref]: https://evil.example\n[^1]: note',
  '%%{init: {"securityLevel":"loose"}}%%\nclick a href "javascript:alert(1)"\nsection x:crit, 0, 1ms\n---\nconfig:\n',
  '::error file=x::y\n##[error]z\u001b[31m\u202e\u0000\ud800 &lt;b&gt; &#60;i&#62; <!-- ` `` \\` \\| | *a* _b_ ~~c~~ $x$ :tada:',
  '<!-- <![CDATA[ <?php <!DOCTYPE <pre <details',
];
