/** The generators whose rules are known; `plain` is a folder of markdown, or a site that nobody here has seen. */
export const generators = [
  'hugo',
  'jekyll',
  'zola',
  'eleventy',
  'astro',
  'gatsby',
  'docusaurus',
  'hexo',
  'vitepress',
  'pelican',
  'nikola',
  'mkdocs',
  'plain',
] as const;

export type Generator = (typeof generators)[number];
