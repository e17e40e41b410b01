import { fileStateOf } from '../file-state.ts';
import { cellNamed, type MoveSystem, roleTable, wordTable } from './move-system.ts';

const listmonk: MoveSystem = {
  name: 'listmonk',
  exports:
    'GET /api/subscribers?per_page=all as JSON, which says who left which list, and GET /api/bounces?per_page=all.',
  profileOf: (path) => ({
    words: wordTable({
      mail: 'enabled',
      manual: 'disabled blocklisted',
      confirmed: 'confirmed',
      unconfirmed: 'unconfirmed',
      left: 'unsubscribed',
    }),
    fileState: /\.json(?:\.gz)?$/i.test(path) ? null : fileStateOf(path),
    fileStates: 'always',
    role: roleTable({
      type: { kind: 'flag', yes: null, no: null, isWeak: false },
      subscriberstatus: { kind: 'status', isWeak: false },
      meta: { kind: 'field' },
    }),
    judge: (columns, cells) => {
      const type = cellNamed(columns, cells, 'type');
      if (cellNamed(columns, cells, 'subscriberuuid') === '') return null;
      if (type === 'complaint') return 'complaint';
      return type === 'hard' ? 'hard-bounce' : null;
    },
    // A list, a person's own copy, and a soft bounce, which says nothing of whether somebody is mailed.
    isOther: (value) =>
      ('optin' in value && !('email' in value)) ||
      'profile' in value ||
      ('subscriber_uuid' in value && value['type'] === 'soft'),
  }),
  missing: (paths) =>
    paths.some((path) => /\.json(?:\.gz)?$/i.test(path))
      ? []
      : [
          'The CSV of listmonk does not say who left a list: it calls them enabled. Fetch GET /api/subscribers?per_page=all as JSON and give it together with the CSV before the first send.',
        ],
};

const ghost: MoveSystem = {
  name: 'ghost',
  exports: 'Members → Export, without a filter.',
  profileOf: () => ({
    unguard: (cell) => (/^'[=+\-@\t]/.test(cell) ? cell.slice(1) : cell),
    role: roleTable({
      subscribed: { kind: 'flag', yes: 'mail', no: 'left', isWeak: false },
      complimentaryplan: { kind: 'field' },
    }),
  }),
  missing: () => [
    'Ghost does not export who is disabled for bounces or spam: they look subscribed. Send the first issue with --limit, and take off who bounces.',
  ],
};

const keila: MoveSystem = {
  name: 'keila',
  exports: 'Contacts → Export of the project, not of a segment.',
  profileOf: () => ({}),
  missing: () => ['Keila notes complaints as unsubscribed: they come over as people who left.'],
};

const phplist: MoveSystem = {
  name: 'phplist',
  exports: 'Subscribers → Export, without a range of dates.',
  profileOf: () => ({
    unguard: (cell) => (/^' ?[=+\-@]/.test(cell) ? cell.replace(/^' ?/, '') : cell),
    role: roleTable({
      isthissubscriberblacklisted: { kind: 'flag', yes: 'left', no: null, isWeak: false },
      didthissubscribermanuallyconfirm: { kind: 'field' },
      sendthissubscriberhtmlemails: { kind: 'field' },
      numberofbounces: { kind: 'field' },
    }),
  }),
  missing: () => [],
};

const sympa: MoveSystem = {
  name: 'sympa',
  exports: '`sympa dump --roles=member LIST@DOMAIN`, which writes member.dump.',
  profileOf: (path) => ({
    ...(/\.dump$/i.test(path) ? { format: 'paragraphs' as const } : {}),
    fileState: fileStateOf(path),
    role: roleTable({
      gecos: { kind: 'name' },
      date: { kind: 'consent', what: 'joined' },
      attrib: { kind: 'attributes' },
      customattribute: { kind: 'attributes' },
      reception: { kind: 'field' },
      suspend: { kind: 'field' },
      subscribed: { kind: 'field' },
      visibility: { kind: 'field' },
      bounce: { kind: 'field' },
      bouncescore: { kind: 'field' },
    }),
    judge: (columns, cells) => {
      if (Number(cellNamed(columns, cells, 'bouncescore')) >= 80) return 'hard-bounce';
      const wantsNone =
        cellNamed(columns, cells, 'reception') === 'nomail' || cellNamed(columns, cells, 'suspend') === '1';
      return wantsNone ? 'left' : null;
    },
  }),
  missing: (paths) => [
    'Sympa keeps nobody who left: whoever is not a member is not in these files.',
    ...(paths.some((path) => /\.dump$/i.test(path))
      ? []
      : [
          'Only `sympa dump` says who wants no mail and who bounces: fetch member.dump before the first send.',
        ]),
  ],
};

const mailman: MoveSystem = {
  name: 'mailman',
  exports:
    '`mailman members LIST`, and the same with -n byuser, -n byadmin and -n bybounces (2.1: list_members).',
  profileOf: (path) => {
    if (/(?:^|\/)(?:ban|banned)[^/]*$/i.test(path)) return null;
    return { format: 'lines', fileState: fileStateOf(path), fileStates: 'always' };
  },
  missing: (paths) => {
    const missing = (['byuser', 'bybounce'] as const).filter(
      (why) => !paths.some((path) => path.toLowerCase().includes(why)),
    );
    return [
      'Mailman keeps nobody who left: only who is a member, and who wants no mail.',
      ...(missing.length === 0
        ? []
        : [
            `Members who get no mail look like the others: fetch \`mailman members -n ${missing.join('` and `-n ')}\` before the first send, and name the files so.`,
          ]),
    ];
  },
};

const mlmmj: MoveSystem = {
  name: 'mlmmj',
  exports: 'The folder of the list, with subscribers.d, digesters.d and nomailsubs.d in it.',
  profileOf: (path) => {
    const folder = path.split('/').at(-2) ?? '';
    if (folder === 'nomailsubs.d') return { format: 'lines', fileState: 'left', fileStates: 'always' };
    if (folder === 'subscribers.d' || folder === 'digesters.d') return { format: 'lines' };
    if (folder === 'bounce' || folder === 'subconf' || folder.endsWith('.d')) return null;
    // What mlmmj-list printed, a kind a file.
    return /\.(?:txt|csv|lst)$|^[^/]+$/.test(path)
      ? { format: 'lines', fileState: fileStateOf(path), fileStates: 'always' }
      : null;
  },
  missing: (paths) => {
    const bouncing = paths.flatMap(
      (path) => /(?:^|\/)bounce\/([^/]+)$/.exec(path)?.[1]?.replace(/=(?=[^=]*$)/, '@') ?? [],
    );
    return [
      'mlmmj keeps nobody who left: only who is a member, and who wants no mail.',
      ...(bouncing.length === 0
        ? []
        : [`Mail to ${bouncing.join(', ')} bounced there lately: look at what comes back from them.`]),
      ...(paths.some((path) => path.includes('nomailsubs.d'))
        ? []
        : ['Who wants no mail is in nomailsubs.d: give the whole folder of the list before the first send.']),
    ];
  },
};

const googlegroups: MoveSystem = {
  name: 'googlegroups',
  exports: 'Members → Export.',
  profileOf: () => ({
    words: wordTable({
      mail: 'owner manager member allemail eachemail digest abridged digestemail abridgedemail dailysummary',
      unconfirmed: 'invited pending',
      manual: 'banned',
      left: 'noemail nomail none webonly',
      'hard-bounce': 'bouncing bounced',
    }),
    role: roleTable({
      groupstatus: { kind: 'status', isWeak: false },
      nickname: { kind: 'name' },
      postingpermissions: { kind: 'field' },
    }),
  }),
  missing: () => ['Google Groups keeps nobody who left; who is banned is on another page of it.'],
};

export const ownServers: readonly MoveSystem[] = [
  listmonk,
  ghost,
  keila,
  phplist,
  sympa,
  mailman,
  mlmmj,
  googlegroups,
];
