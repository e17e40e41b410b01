import { ContentError } from '../content-error.ts';
import type { Generator } from '../site/generator.ts';
import { readPython } from '../site/python-literals.ts';
import { readSettings } from '../site/read-settings.ts';
import { isGroup, listAt, type Settings, settingAt } from '../site/settings.ts';
import type { Repository, SiteContext, SiteRules } from '../site/site.ts';
import { readHugoSettings } from './hugo-settings.ts';

/** A site that was recognised. */
export interface FoundSite {
  readonly rules: SiteRules;
  /** The file that it was recognised by, from the root of the site. */
  readonly config: string;
}

type Finder = (context: SiteContext) => Promise<FoundSite | null>;

const code = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];

/**
 * By the files that tell a generator, and that do not tell another: both Jekyll and Hexo have a `_config.yml`. What reads
 * one generator is loaded only for it.
 */
const finders: Readonly<Record<Exclude<Generator, 'plain'>, Finder>> = {
  async hugo(context) {
    const found = readHugoSettings(context.repository);
    if (found === null) return null;
    const { hugoRules } = await import('./hugo.ts');
    return { rules: hugoRules(found.settings, context), config: found.path };
  },
  async zola(context) {
    const found = readSettings(context.repository, 'zola.toml', 'config.toml');
    const isZola = found?.path === 'zola.toml' || settingAt(found?.settings, 'base_url') !== undefined;
    if (found === null || !isZola) return null;
    const { zolaRules } = await import('./zola.ts');
    return { rules: zolaRules(found.settings, context), config: found.path };
  },
  async hexo(context) {
    if (!dependsOn(context.repository, 'hexo')) return null;
    const found = readSettings(context.repository, '_config.yml', '_config.yaml', '_config.json');
    if (found === null) return null;
    const { hexoRules } = await import('./hexo.ts');
    return { rules: hexoRules(found.settings, context), config: found.path };
  },
  async jekyll(context) {
    if (dependsOn(context.repository, 'hexo')) return null;
    const found = readSettings(context.repository, '_config.yml', '_config.yaml', '_config.toml');
    if (found === null) return null;
    const { jekyllRules } = await import('./jekyll.ts');
    return { rules: jekyllRules(found.settings, context), config: found.path };
  },
  async eleventy(context) {
    const paths = ['.eleventy.js', ...named('eleventy.config')];
    const config = paths.find((path) => context.repository.read(path) !== null);
    if (config === undefined && !dependsOn(context.repository, '@11ty/eleventy')) return null;
    const { exportedSettings, readProgram } = await import('../site/code-literals.ts');
    const { eleventyRules } = await import('./eleventy.ts');
    const program = readProgram(context.repository, ...paths);
    const settings = program === null ? {} : exportedSettings(program);
    return { rules: eleventyRules(settings, program, context), config: config ?? 'package.json' };
  },
  astro: (context) =>
    coded(context, named('astro.config'), async (settings, program) => {
      const { astroRules } = await import('./astro.ts');
      return astroRules(settings, program, context);
    }),
  gatsby: (context) =>
    coded(context, named('gatsby-config'), async (settings) => {
      const { readProgram } = await import('../site/code-literals.ts');
      const { gatsbyRules } = await import('./gatsby.ts');
      return gatsbyRules(settings, readProgram(context.repository, ...named('gatsby-node')), context);
    }),
  docusaurus: (context) =>
    coded(context, named('docusaurus.config'), async (settings) => {
      const { docusaurusRules } = await import('./docusaurus.ts');
      return docusaurusRules(settings, context);
    }),
  async vitepress(context) {
    for (const root of ['', 'docs']) {
      const folder = root === '' ? '.vitepress' : `${root}/.vitepress`;
      const paths = [...named(`${folder}/config`), ...named(`${folder}/config/index`)];
      const found = await coded(context, paths, async (settings) => {
        const { vitepressRules } = await import('./vitepress.ts');
        return vitepressRules(settings, root, context);
      });
      if (found !== null) return found;
    }
    return null;
  },
  async pelican(context) {
    const text = context.repository.read('pelicanconf.py');
    if (text === null) return null;
    // What is published is made with the second, which takes over the first.
    const settings = { ...readPython(text), ...readPython(context.repository.read('publishconf.py') ?? '') };
    const { pelicanRules } = await import('./pelican.ts');
    return { rules: pelicanRules(settings, context), config: 'pelicanconf.py' };
  },
  async nikola(context) {
    const settings = readPython(context.repository.read('conf.py') ?? '');
    if (settings['BLOG_TITLE'] === undefined) return null;
    const { nikolaRules } = await import('./nikola.ts');
    return { rules: nikolaRules(settings, context), config: 'conf.py' };
  },
  async mkdocs(context) {
    const found = readSettings(context.repository, 'mkdocs.yml', 'mkdocs.yaml');
    if (found === null || !listAt(found.settings, 'plugins').some(namesBlog)) return null;
    const { mkdocsRules } = await import('./mkdocs.ts');
    return { rules: mkdocsRules(found.settings, context), config: found.path };
  },
};

/**
 * The generators that a folder is the root of, by their tell-tale files; `wanted` alone where somebody said which.
 * @throws ContentError for a configuration that does not parse
 */
export async function findSites(
  context: SiteContext,
  wanted: Generator | null,
): Promise<readonly FoundSite[]> {
  const names = Object.keys(finders) as Exclude<Generator, 'plain'>[];
  const asked = names.filter((name) => wanted === null || name === wanted);
  const found = await Promise.all(asked.map((name) => finders[name](context)));
  return found.filter((site) => site !== null);
}

/** A site that a person named, and whose configuration is nowhere. */
export function missingSite(generator: Generator): ContentError {
  return new ContentError([
    `site: ${generator} is set, and no configuration of ${generator} lies beside the content or above it: mend it, or leave site: out.`,
  ]);
}

async function coded(
  { repository }: SiteContext,
  paths: readonly string[],
  rulesOf: (settings: Settings, program: string) => Promise<SiteRules>,
): Promise<FoundSite | null> {
  const config = paths.find((path) => repository.read(path) !== null);
  if (config === undefined) return null;
  const { exportedSettings, readProgram } = await import('../site/code-literals.ts');
  const program = readProgram(repository, config);
  return {
    rules: await rulesOf(program === null ? {} : exportedSettings(program), program?.text ?? ''),
    config,
  };
}

function named(name: string): string[] {
  return code.map((extension) => `${name}.${extension}`);
}

function dependsOn(repository: Repository, name: string): boolean {
  const settings = repository.read('package.json')?.includes(`"${name}"`)
    ? readSettings(repository, 'package.json')?.settings
    : undefined;
  return ['dependencies', 'devDependencies'].some((kind) => {
    const group = settingAt(settings, kind);
    return isGroup(group) && Object.hasOwn(group, name);
  });
}

function namesBlog(plugin: unknown): boolean {
  const isBlog = (name: string) => name === 'blog' || name === 'material/blog';
  if (typeof plugin === 'string') return isBlog(plugin);
  return typeof plugin === 'object' && plugin !== null && Object.keys(plugin).some(isBlog);
}
