import type { Finding } from '../../content/finding.ts';
import { type Feature, findFeature } from './client-data.ts';
import { nameClients } from './mail-clients.ts';
import { progressiveEnhancement } from './progressive-enhancement.ts';
import { type FeatureUse, usedFeatures } from './used-features.ts';

/** A feature that an email uses and that some of our clients lack, wholly or in part. */
export interface FeatureSupport {
  readonly feature: Feature;
  readonly use: FeatureUse;
  /** What readers get where it is missing, if it is used with that in mind; else null. */
  readonly fallback: string | null;
}

/** Errors of their own in lint-email.ts, which says more of each than that a client lacks it. */
const lintedAsEmail = new Set([
  ...['html-form', 'html-object', 'html-base'],
  ...['html-select', 'html-textarea', 'html-link', 'css-at-font-face', 'css-at-import', 'image-base64'],
]);

/** What the lint of the text warns of already, and with the line of the markdown. */
const lintedAsText = new Set(['image-webp', 'image-svg', 'image-avif']);

/**
 * Judges every feature that an email uses by the tests of caniemail.com, the least supported first. Features that all
 * of our clients have, or that nobody tested, are left out.
 */
export function clientSupport(html: string): FeatureSupport[] {
  const uses = usedFeatures(html);
  return [...uses.values()]
    .flatMap((use) => {
      const feature = findFeature(use.slug);
      const isLacking = feature !== null && feature.unsupported.length + feature.partial.length > 0;
      return isLacking ? [{ feature, use, fallback: fallbackOf(use.slug, uses) }] : [];
    })
    .toSorted((one, other) => other.feature.unsupported.length - one.feature.unsupported.length);
}

function fallbackOf(slug: string, uses: ReadonlyMap<string, FeatureUse>): string | null {
  const { fallback = null, needs } = progressiveEnhancement.get(slug) ?? {};
  return needs === undefined || uses.has(needs) ? fallback : null;
}

/**
 * Warns of every feature that a client lacks and that has no fallback, in one finding each.
 * @param body the issue's own HTML before the template took it in: what it uses, the editor can change
 */
export function supportFindings(html: string, body = ''): Finding[] {
  const authored = usedFeatures(body);
  return clientSupport(html)
    .filter(({ feature, fallback }) => feature.unsupported.length > 0 && fallback === null)
    .filter(({ use: { slug } }) => !isLinted(slug, authored.has(slug)))
    .map((support) => ({
      rule: 'client-support',
      severity: 'warning',
      line: null,
      message: describe(support, authored.has(support.use.slug)),
    }));
}

function isLinted(slug: string, isAuthored: boolean): boolean {
  if (lintedAsEmail.has(slug) || /^html-(?:input|button)-/.test(slug)) return true;
  return isAuthored && lintedAsText.has(slug);
}

function describe({ feature, use }: FeatureSupport, isAuthored: boolean): string {
  const source = isAuthored ? "The issue's text" : 'The template';
  const times = use.times === 1 ? '' : `, ${use.times} times in all`;
  return (
    `${source} uses "${feature.title}" (line ${use.line} of the HTML${times}), which is not supported by ` +
    `${nameClients(feature.unsupported)}. Make sure that the email can do without: ${feature.url}`
  );
}
