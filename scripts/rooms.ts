/** The rules of the house, as data. check-rooms.ts applies them to every file of src. */

/** A room is a folder of src, failure.ts, or config.ts with its parts, config-*.ts beside it. It may import itself and the rooms before it in this list. */
export const rooms: readonly string[] = [
  'failure.ts',
  'mail',
  'database',
  'content',
  'email',
  'audience',
  'ledger',
  'queue',
  'delivery',
  'feedback',
  'sending',
  'web',
  'config.ts',
  'cli',
];

/**
 * The folders of a room, ground first. A folder may import itself and those before it. `.` is the files directly in the
 * room: first, they are its words and import none of its folders; last, they are its roof and no folder imports them.
 * A room that is not here has no folders.
 */
export const folders: Readonly<Record<string, readonly string[]>> = {
  mail: inOrder('. dkim mime reports'),
  database: inOrder('. wire migrations embedded open archive'),
  content: inOrder(
    '. text words front-matter site site-links generators listing search markdown code html built plain-text site-syntax folder lint links',
  ),
  email: inOrder('. slots template render message clients lint'),
  audience: inOrder('. imports imports/systems kept'),
  ledger: inOrder('. audience refusals notices attempts sends accounts'),
  delivery: inOrder('relay listener smtp refusals pace .'),
  feedback: inOrder('. classify/rules classify webhooks reports policy consent record inbound'),
  sending: inOrder('. prepare worker control keeping'),
  web: inOrder(
    'http pages webhooks preview preview/looks preview/facts preview/pages preview/routes preview/client .',
  ),
  cli: inOrder('terminal parts words issues sends readers subscribers bounces dkim database preview serve .'),
};

function inOrder(names: string): readonly string[] {
  return names.split(' ');
}

/** A file of src that is no folder's belongs to the room whose name it begins with. */
export const partsOf: Readonly<Record<string, RegExp>> = { 'config.ts': /^config-[a-z-]+\.ts$/ };

/** config.ts sees every room, so whoever imported it would see them all too: the roof joins the parts, nobody else. */
export const importedOnlyBy: Readonly<Record<string, string>> = { 'config.ts': 'cli' };

/** The one room in which each npm package lives. A package that is not here is refused until its room is decided. */
export const homes: Readonly<Record<string, string>> = {
  'postal-mime': 'mail',
  kysely: 'database',
  pg: 'database',
  '@electric-sql/pglite': 'database',
  'gray-matter': 'content',
  'smol-toml': 'content',
  '@babel/parser': 'content',
  '@sindresorhus/slugify': 'content',
  'github-slugger': 'content',
  picomatch: 'content',
  'temporal-polyfill': 'content',
  transliteration: 'content',
  yaml: 'content',
  marked: 'content',
  'sanitize-html': 'content',
  shiki: 'content',
  gemoji: 'content',
  'image-size': 'content',
  caniemail: 'email',
  'css-what': 'email',
  htmlparser2: 'email',
  postcss: 'email',
  mjml: 'email',
  handlebars: 'email',
  'csv-parse': 'audience',
  bullmq: 'queue',
  ioredis: 'queue',
  nodemailer: 'delivery',
  hono: 'web',
  zod: 'config.ts',
  '@hono/node-server': 'web',
  'cli-progress': 'cli',
  commander: 'cli',
  'smtp-server': 'delivery',
  'rate-limiter-flexible': 'delivery',
  imapflow: 'feedback',
  mailauth: 'feedback',
};

interface Loan {
  readonly names: readonly string[];
  readonly to: string;
}

/** What a package lends to other rooms: its types and these names, to files whose name ends so. */
export const lent: Readonly<Record<string, Loan>> = {
  // Every room keeps its own statements beside what they mean; only the connection lives in database.
  kysely: { names: ['sql'], to: 'sql' },
};

/** The end of a file's name says which part of the world it touches; a file without such an end is pure. */
export const worldSuffixes: readonly string[] = [
  'file',
  'sql',
  'bullmq',
  'smtp',
  'http',
  'socket',
  'worker',
  'imap',
  'dns',
];

/** A thread computes and touches nothing else, so whoever asks one stays pure. */
export const pureToImport: readonly string[] = ['worker'];

/** Rooms whose every file may touch the world: what runs there is the process itself. */
export const worldRooms: readonly string[] = ['config.ts', 'cli'];

/** The built-in modules that compute and do nothing else. Every other one touches the world. */
export const pureBuiltins: readonly string[] = [
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:events',
  'node:path',
  'node:querystring',
  'node:stream',
  'node:string_decoder',
  'node:url',
  'node:util',
  'node:zlib',
];

/** Packages that open files, connections or processes. */
export const worldPackages: readonly string[] = [
  'pg',
  '@electric-sql/pglite',
  'bullmq',
  'ioredis',
  'nodemailer',
  'smtp-server',
  '@hono/node-server',
  'cli-progress',
  'rate-limiter-flexible',
  'imapflow',
  'mailauth',
];

/** Calls that read the clock, roll dice or wait: a pure file is given the time and the dice. */
export const worldCalls: readonly string[] = [
  'Date.now',
  'Math.random',
  'performance.now',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'fetch',
  'new Date',
  'randomBytes',
  'randomInt',
  'randomUUID',
  'setImmediate',
  'setInterval',
  'setTimeout',
];

/** Names that say nothing about what is inside. */
export const emptyNames: readonly string[] = [
  'common',
  'helper',
  'helpers',
  'index',
  'lib',
  'types',
  'util',
  'utils',
];

export const maxLines = 300;

/** The most files that a folder of src holds directly: more of them, and nobody sees what is there. */
export const maxFiles = 30;
