import { posix } from 'node:path';
import {
  below,
  filesBelow,
  folderOfPage,
  ifThere,
  isThere,
  restBelow,
  sourceExtension,
} from '../site/reference.ts';
import { isOff, isOn, type Settings, textAt } from '../site/settings.ts';
import {
  joinPath,
  type Origin,
  type Repository,
  type SiteLinks,
  subPathOf,
  type TagCall,
  type Target,
} from '../site/site.ts';

interface HexoSource {
  readonly repository: Repository;
  readonly source: string;
  readonly root: string;
  /** Whether a folder with the name of a post is copied below its page (`post_asset_folder`). */
  readonly hasFolders: boolean;
}

/**
 * Hexo's renderer hexo-renderer-marked puts the root before the pictures of markdown, and knows those of the folder of a
 * post where `marked.postAsset` is on; links stay as they are.
 */
export function hexoLinks(settings: Settings, repository: Repository): SiteLinks {
  const root = subPathOf(textAt(settings, 'root') ?? textAt(settings, 'url') ?? '');
  const hasFolders = isOn(settings, 'post_asset_folder');
  const source = { repository, source: textAt(settings, 'source_dir') ?? 'source', root, hasFolders };
  const off = hasFolders ? 'marked.postAsset' : 'post_asset_folder';
  const knowsFolder = hasFolders && isOn(settings, 'marked', 'postAsset');
  const addsRoot = isMarked(repository) && !isOff(settings, 'marked', 'prependRoot');
  const mends = addsRoot && !isOn(settings, 'relative_link');
  return {
    advice: 'write {% post_link name %} for it',
    leadsTo({ kind, form, path, written }, origin) {
      if (kind === 'link' || form === 'html' || !mends) return null;
      if (path.startsWith('/')) return { instead: root + written };
      const own = ofFolder(source, path, origin);
      if (own === null) return { instead: `${root}/${written}` };
      return knowsFolder ? own : { dead: `It lies in the folder of the post, and ${off} is off: ${advice}` };
    },
    servedAt: (path, origin) => servedAt(source, path, origin),
    tag(call, origin) {
      if (/^post_(?:link|path)$/.test(call.name)) return postAt(source, call);
      return /^asset_(?:img|path|link)$/.test(call.name) ? assetOf(source, call, origin) : null;
    },
  };
}

const advice = 'Hexo looks for it at the root. Turn that on, or write {% asset_img %}.';

/** Another renderer of markdown leaves pictures as they are. */
function isMarked(repository: Repository): boolean {
  const others = /"hexo-renderer-(?!marked|ejs|stylus|pug|swig|less|sass|nunjucks)[\w-]+"/;
  return !others.test(repository.read('package.json') ?? '');
}

/** A file of the folder that has the name of the post: it lies below the page. */
function ofFolder({ repository }: HexoSource, path: string, { file, page }: Origin): Target | null {
  const isOwn = isThere(repository, below(file.replace(sourceExtension, ''), path));
  return isOwn && page?.path != null ? { path: joinPath(folderOfPage(page.path), below('', path)) } : null;
}

function servedAt(site: HexoSource, path: string, { file, page }: Origin): string | null {
  const { repository, source, root, hasFolders } = site;
  const isHidden = path.split('/').some((name) => name.startsWith('_'));
  const shared = isHidden ? null : ifThere(repository, below(source, path));
  if (shared !== null && !sourceExtension.test(shared)) return shared;
  const folder = hasFolders && page?.path != null ? folderOfPage(page.path) : null;
  const rest = folder === null ? null : restBelow(folder, joinPath(root, path));
  return rest === null ? null : ifThere(repository, below(file.replace(sourceExtension, ''), rest));
}

function assetOf(site: HexoSource, call: TagCall, origin: Origin): Target {
  const name = call.positional.find((one) => /\.\w+$/.test(one)) ?? '';
  const found = site.hasFolders ? ofFolder(site, name, origin) : null;
  if (found !== null) return found;
  const why = site.hasFolders ? `There is no ${name} in the folder of the post` : 'post_asset_folder is off';
  return { dead: `${why}: Hexo shows nothing there.` };
}

function postAt({ repository, source }: HexoSource, call: TagCall): Target {
  const wanted = (call.positional[0] ?? '').replace(/#.*$/, '').replace(sourceExtension, '');
  const posts = `${source}/_posts`;
  const file = filesBelow(repository, posts).find((one) => {
    if (!sourceExtension.test(one)) return false;
    const path = one.slice(posts.length + 1).replace(sourceExtension, '');
    // `new_post_name` may have the date before the name.
    const bare = posix.join(posix.dirname(path), posix.basename(path).replace(/^\d{4}-\d{1,2}-\d{1,2}-/, ''));
    return path === wanted || bare === wanted;
  });
  return file === undefined ? { dead: `There is no post ${wanted} in ${posts}: mend the name.` } : { file };
}
