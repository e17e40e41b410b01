import { readSettings } from '../site/read-settings.ts';
import { type Settings, settingAt } from '../site/settings.ts';
import type { Repository } from '../site/site.ts';

const endings = ['toml', 'yaml', 'yml', 'json'];
const folder = 'config/_default';

/** Hugo's configuration: one file, or a folder whose other files are each a part by its name (`permalinks.toml`). */
export function readHugoSettings(repository: Repository): { path: string; settings: Settings } | null {
  const inFolder = readFolder(repository);
  if (inFolder !== null) return inFolder;
  const own = readSettings(repository, ...endings.map((end) => `hugo.${end}`));
  if (own !== null) return own;
  const shared = readSettings(repository, ...endings.map((end) => `config.${end}`));
  return shared !== null && settingAt(shared.settings, 'baseURL') !== undefined ? shared : null;
}

function readFolder(repository: Repository): { path: string; settings: Settings } | null {
  const names = repository.list(folder).filter((name) => endings.some((end) => name.endsWith(`.${end}`)));
  const main = names.find((name) => /^(?:hugo|config)\./.test(name));
  if (main === undefined) return null;
  const read = (name: string) => readSettings(repository, `${folder}/${name}`)?.settings ?? {};
  const parts = names
    .filter((name) => name !== main)
    .map((name) => [name.replace(/\.[^.]+$/, ''), read(name)] as const);
  return { path: `${folder}/${main}`, settings: { ...read(main), ...Object.fromEntries(parts) } };
}
