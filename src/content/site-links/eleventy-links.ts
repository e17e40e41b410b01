import picomatch from 'picomatch';
import { below, besideFile, ifThere, isThere, restBelow, sourceExtension } from '../site/reference.ts';
import { joinPath, type Origin, type Repository, type SiteLinks } from '../site/site.ts';

/** What the configuration copies: a glob or folder that keeps its path, or a folder with its place on the site. */
interface Copy {
  readonly from: string;
  readonly to: string | null;
}

const copyCall = /addPassthroughCopy\(\s*(?:(["'`])([^"'`$]+)\1|\{([^{}]*)\})/g;
const copyEntry = /(["'`])([^"'`]+)\1\s*:\s*(["'`])([^"'`]+)\3/g;

/**
 * Eleventy leaves addresses as they are, but for what the plugins that come with it do (11ty.dev/docs/plugins/html-base,
 * inputpath-to-url and image). What is copied is read in the configuration, never run.
 */
export function eleventyLinks(
  program: string,
  input: string,
  prefix: string,
  repository: Repository,
): SiteLinks {
  const copies = copiesOf(program);
  const calls = [...program.matchAll(/addPassthroughCopy\(/g)].length;
  const isComplete = calls === [...program.matchAll(copyCall)].length;
  const has = (plugin: string) => new RegExp(`addPlugin\\(\\s*${plugin}\\b`).test(program);
  const addsPrefix = has('EleventyHtmlBasePlugin');
  const resolvesFiles = has('InputPathToUrlTransformPlugin');
  const makesImages = has('eleventyImageTransformPlugin');
  return {
    advice: 'write the address of its page, or add InputPathToUrlTransformPlugin to the configuration',
    leadsTo({ kind, path }, origin) {
      if (kind === 'image' && makesImages) return { hashed: path };
      const file = kind === 'link' && resolvesFiles ? sourceAt(repository, path, origin) : null;
      if (file !== null) return { file };
      return addsPrefix && path.startsWith('/') ? { path: joinPath(prefix, path) } : null;
    },
    servedAt(path) {
      const found = copies.map((copy) => copiedTo(copy, path, input, repository)).find((one) => one !== null);
      return found ?? (isComplete ? null : 'unknown');
    },
  };
}

function sourceAt(repository: Repository, path: string, origin: Origin): string | null {
  if (!sourceExtension.test(path)) return null;
  const file = path.startsWith('/') ? below('', path) : besideFile(origin, path);
  return file !== null && isThere(repository, file) ? file : null;
}

/** The file that is copied to a path; one that is given no place keeps its own, below the input folder or not. */
function copiedTo({ from, to }: Copy, path: string, input: string, repository: Repository): string | null {
  if (to !== null) {
    const rest = restBelow(joinPath(to, '/'), path);
    return rest === null ? null : ifThere(repository, below(from, rest));
  }
  const file = ifThere(repository, below('', path)) ?? ifThere(repository, below(input, path));
  if (file === null) return null;
  return file === from || file.startsWith(`${from}/`) || picomatch(from)(file) ? file : null;
}

function copiesOf(program: string): readonly Copy[] {
  return [...program.matchAll(copyCall)].flatMap(([, , whole, group]): Copy[] => {
    const bare = (path: string) => path.replace(/^\.?\//, '').replace(/\/$/, '');
    if (whole !== undefined) return [{ from: bare(whole), to: null }];
    return [...(group ?? '').matchAll(copyEntry)].map(([, , from = '', , to = '']) => ({
      from: bare(from),
      to,
    }));
  });
}
