import { escapeHtml, unescapeHtml } from '../text/html-escape.ts';
import { isolateRuns } from '../text/isolate.ts';
import { type HtmlNode, isElement } from './html-tree.ts';

const code = new Set(['pre', 'code', 'kbd', 'samp', 'var']);

/**
 * HTML for a text that is written from right to left: code is read from left to right, or its signs would change
 * places, and runs of other scripts are isolated (Unicode Standard Annex 9).
 */
export function turnTree(nodes: readonly HtmlNode[]): HtmlNode[] {
  return nodes.map((node) => {
    if (!isElement(node)) return escapeHtml(isolateRuns(unescapeHtml(node)));
    if (!code.has(node.name)) return { ...node, children: turnTree(node.children) };
    return { ...node, attributes: { dir: 'ltr', ...node.attributes } };
  });
}
