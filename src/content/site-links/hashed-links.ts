import { below, besideFile, ifThere, isThere, sourceExtension } from '../site/reference.ts';
import { listAt, type Setting, type Settings, textAt } from '../site/settings.ts';
import { joinPath, type Origin, type Repository, type SiteLinks, type Target } from '../site/site.ts';

/** Astro makes names of its own for the relative pictures of markdown, not for those of raw HTML. */
export function astroLinks(program: string, repository: Repository): SiteLinks {
  const plugins = `${program}\n${repository.read('package.json') ?? ''}`;
  const resolvesFiles = /astro-rehype-relative-markdown-links/.test(plugins);
  return {
    advice: 'write the address of its page',
    leadsTo({ kind, form, path }, origin) {
      if (kind === 'link') return resolvesFiles ? sourceBeside(repository, path, origin) : null;
      if (form === 'html' || path.startsWith('/')) return null;
      const aliased = path.startsWith('~') || path.startsWith('@');
      return { hashed: (aliased ? null : besideFile(origin, path)) ?? path };
    },
    servedAt: (path) => ifThere(repository, below('public', path)),
  };
}

/** Gatsby: what its plugins for pictures and files are known to do (gatsby-remark-images, -copy-linked-files). */
export function gatsbyLinks(settings: Settings, prefix: string, repository: Repository): SiteLinks {
  const plugins = new Set(namesIn(listAt(settings, 'plugins')));
  const addsPrefix = plugins.has('gatsby-transformer-remark');
  return {
    advice: 'write the address of its page',
    leadsTo({ kind, path, form }, origin) {
      if (path.startsWith('/'))
        return kind === 'link' && addsPrefix && form === 'markdown' ? { path: joinPath(prefix, path) } : null;
      const file = besideFile(origin, path);
      const isFile =
        kind === 'image' || (file !== null && !sourceExtension.test(file) && isThere(repository, file));
      return isFile && path !== '' ? { hashed: file ?? path } : null;
    },
    servedAt: (path) => ifThere(repository, below('static', path)),
  };
}

/** The names of plugins, those that a plugin has of its own among them. */
function namesIn(plugins: readonly Setting[]): string[] {
  return plugins.flatMap((plugin) => {
    if (typeof plugin === 'string') return [plugin];
    const name = textAt(plugin, 'resolve');
    return [...(name === null ? [] : [name]), ...namesIn(listAt(plugin, 'options', 'plugins'))];
  });
}

function sourceBeside(repository: Repository, path: string, origin: Origin): Target | null {
  const file = sourceExtension.test(path) ? besideFile(origin, path) : null;
  return file !== null && isThere(repository, file) ? { file } : null;
}
