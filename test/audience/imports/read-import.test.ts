import { describe, expect, it } from 'vitest';
import { type Given, read } from './reading.ts';

const a = 'anna@reader.example';
const b = 'bela@reader.example';
const c = 'cleo@reader.example';
const bom = '\ufeff';

/** A file, who is in it and in which state, and the lines that are refused. */
type Case = readonly [
  what: string,
  file: string | Buffer,
  said: readonly string[],
  refused?: readonly number[],
  given?: Given,
];

const encodings: readonly Case[] = [
  ['a byte order mark before the header', `${bom}email,name\n${a},Anna\n`, ['anna mail']],
  ['one before the first person', `${bom}${a},Anna\n${b},Bela\n`, ['anna mail', 'bela mail']],
  [
    'one amid it, of a file pasted below',
    `email,name\n${a},Anna\n${bom}email,name\n${b},Bela\n`,
    ['anna mail', 'bela mail'],
  ],
  [
    'UTF-16, little end first',
    Buffer.from(`${bom}email\tname\r\n${a}\tZoë 花\r\n`, 'utf16le'),
    ['anna mail'],
  ],
  [
    'UTF-16, big end first',
    Buffer.from(`${bom}email;name\r\n${a};Zoë\r\n`, 'utf16le').swap16(),
    ['anna mail'],
  ],
  ['UTF-16 without a mark', Buffer.from(`email;name\r\n${a};Zoë\r\n`, 'utf16le'), ['anna mail']],
  ['Windows-1252', Buffer.from(`email;name\r\n${a};José\r\n`, 'latin1'), ['anna mail']],
  [
    'one byte of Windows-1252',
    Buffer.concat([Buffer.from(`email,name\n${a},🕯\n${b},B`), Buffer.from([0xe9]), Buffer.from('la\n')]),
    ['anna mail', 'bela mail'],
  ],
  [
    'Shift_JIS with words of status',
    Buffer.from(
      '8381815b838b83418368838c83582c96bc914f2c8ff391d40a616e6e61407265616465722e6578616d706c652c89d48e712c8d7793c792860a62656c61407265616465722e6578616d706c652c91be98592c947a904d92e28e7e0a',
      'hex',
    ),
    ['anna mail', 'bela left'],
  ],
  [
    'Windows-1251 with words of status',
    Buffer.from(
      'ddebe5eaf2f0eeedede0ff20efeef7f2e03bc8ecff3bd1f2e0f2f3f10a616e6e61407265616465722e6578616d706c653bc0edede03bcfeee4efe8f1e0ed0a62656c61407265616465722e6578616d706c653bc1fdebe03bcef2efe8f1e0ed0a',
      'hex',
    ),
    ['anna mail', 'bela left'],
  ],
  [
    'GB 18030 with words of status',
    Buffer.from(
      'd3cacfe42cd0d5c3fb2cd7b4ccac0a616e6e61407265616465722e6578616d706c652cb0b2c4c82cd2d1b6a9d4c40a62656c61407265616465722e6578616d706c652cb1b4c0ad2cd2d1cdcbb6a90a',
      'hex',
    ),
    ['anna mail', 'bela left'],
  ],
];

const delimiters: readonly Case[] = [
  ['semicolons with commas in the cells', `email;name;score\n${a};Birch, Anna;1,5\n`, ['anna mail']],
  ['a hint', `sep=;\r\nName;Email\r\nAnna;${a}\r\n`, ['anna mail']],
  ['a hint in quotes', `"sep=;"\r\nName;Email\r\nAnna;${a}\r\n`, ['anna mail']],
  ['a hint and no header', `sep=;\n${a};Anna\n${b};Bela\n`, ['anna mail', 'bela mail']],
  ['pipes', `name|email\nAnna|${a}\n`, ['anna mail']],
  ['tabs', `name\temail\nBirch, Anna\t${a}\n`, ['anna mail']],
  ['lines that end in CR alone', `email,name\r${a},Anna\r${b},Bela\r`, ['anna mail', 'bela mail']],
  ['lines that end in CR CR LF', `email,name\r\r\n${a},Anna\r\r\n`, ['anna mail']],
  ['one column', `email\n${a}\n${b}`, ['anna mail', 'bela mail']],
  ['one column without a header', `${a}\n${b}`, ['anna mail', 'bela mail']],
];

const quotes: readonly Case[] = [
  [
    'line breaks inside',
    `email,name,town\n${a},Anna,"1 Wick Street\nLampton"\n${b},Bela,"2\r\n\r\nLampton"\n`,
    ['anna mail', 'bela mail'],
  ],
  ['inside bare cells', `email,name\n${a},Anna "Lamp" Birch\n${b},6" tall\n`, ['anna mail', 'bela mail']],
  [
    'at the beginning of a bare cell',
    `email,name\n${a},"Lamp" Birch\n${b},Bela\n`,
    ['anna mail', 'bela mail'],
  ],
  ['never closed', `email,name\n${a},Anna\n${b},"Bela\n${c},Cleo\n`, ['anna mail', 'cleo mail'], [3]],
  [
    'closed by the next one',
    `email,name\n${a},"Anna\n${b},Bela\n${c},"Cleo, Ash"\n`,
    ['bela mail', 'cleo mail'],
    [2],
  ],
  [
    'that would swallow whole rows',
    `email,name\n${a},"Anna\n${b},Bela\n${c},Cleo"\n`,
    ['bela mail', 'cleo mail'],
    [2],
  ],
  [
    'that nobody doubled',
    `"Name","Email","Town"\n"Anna "Lamp" Birch","${a}","Lampton"\n"Ash, "C"","${c}","x"\n`,
    ['anna mail', 'cleo mail'],
  ],
  ['escaped by a backslash', `"name","email","town"\n"Anna \\"Lamp\\", Birch","${a}","x"\n`, ['anna mail']],
  ['after spaces', `email, name, note\n${a}, "Birch, Anna", "x"\n`, ['anna mail']],
];

const shapes: readonly Case[] = [
  ['rows that are short', `email,name,town\n${a}\n${b},Bela\n`, ['anna mail', 'bela mail']],
  [
    'a row without the column of states',
    `email,name,status\n${a},Anna,subscribed\n${b}\n`,
    ['anna mail'],
    [3],
  ],
  ['empty columns at the end', `email,name,,,\n${a},Anna,,,\n${b},Bela,,,,,\n`, ['anna mail', 'bela mail']],
  ['a comma that nobody quoted', `email,name,ip\n${a},Oak, Anna,192.0.2.1\n`, [], [2]],
  [
    'a title above the header',
    `Members of The Lamplighter\nExported 2026-11-01\n\nEmail,Name\n${a},Anna\n`,
    ['anna mail'],
  ],
  ['a header that is a comment', `# Email\tName\tBounce score\n${a}\tAnna\t5\n`, ['anna mail']],
  ['comments', `email,name\n# exported by hand\n#${b},Bela\n${a},Anna\n`, ['anna mail']],
  [
    'a column of numbers without a name',
    `,email,name\n0,${a},Anna\n1,${b},Bela\n`,
    ['anna mail', 'bela mail'],
  ],
  [
    'two columns of addresses that agree',
    `email,name,E-Mail\n${a},Anna,${a.toUpperCase()}\n${b},Bela,${c}\n`,
    ['anna mail'],
    [3],
  ],
  ['a second address of a person', `Email,Name,Email 2\n${a},Anna,${c}\n`, ['anna mail']],
  ['streets in a column called address', `name,address,e-mail\nAnna,1 Wick Street,${a}\n`, ['anna mail']],
];

const headers: readonly Case[] = [
  [
    'German',
    `E-Mail-Adresse;Vorname;Status;Angemeldet am\n${a};Anna;Angemeldet;02.01.2024 10:00\n${b};Bela;Abgemeldet;03.01.2024\n${c};Cleo;Bestätigt;\n`,
    ['anna mail', 'bela left', 'cleo mail'],
  ],
  [
    'German, the state as a time',
    `E-Mail;Name;Abgemeldet am\n${a};Anna;\n${b};Bela;03.01.2024\n`,
    ['anna mail', 'bela left'],
  ],
  [
    'French',
    `Nom;Adresse e-mail;Statut\nAnna;${a};Inscrit\nBela;${b};Désabonné\nCleo;${c};En attente\n`,
    ['anna mail', 'bela left', 'cleo unconfirmed'],
  ],
  [
    'Spanish',
    `Nombre,Correo electrónico,Estado\nAna,${a},Activo\nBela,${b},Dado de baja\nCleo,${c},Rebotado\n`,
    ['anna mail', 'bela left', 'cleo hard-bounce'],
  ],
  [
    'Italian',
    `Nome;Indirizzo email;Stato\nAnna;${a};Iscritto\nBela;${b};Disiscritto\n`,
    ['anna mail', 'bela left'],
  ],
  [
    'Portuguese',
    `Nome;E-mail;Situação\nAnna;${a};Ativo\nBela;${b};Descadastrado\n`,
    ['anna mail', 'bela left'],
  ],
  [
    'Dutch',
    `Naam;E-mailadres;Status\nAnna;${a};Ingeschreven\nBela;${b};Uitgeschreven\n`,
    ['anna mail', 'bela left'],
  ],
  [
    'Polish',
    `Imię;Adres e-mail;Status\nAnna;${a};Aktywny\nBela;${b};Wypisany\nCleo;${c};Niepotwierdzony\n`,
    ['anna mail', 'bela left', 'cleo unconfirmed'],
  ],
  [
    'Russian',
    `Имя;Электронная почта;Статус\nAnna;${a};Подписан\nBela;${b};Отписан\n`,
    ['anna mail', 'bela left'],
  ],
  [
    'Japanese',
    `メールアドレス,名前,状態\n${a},花子,購読中\n${b},太郎,配信停止\n`,
    ['anna mail', 'bela left'],
  ],
  ['Chinese', `邮箱,姓名,状态\n${a},安娜,已订阅\n${b},贝拉,已退订\n`, ['anna mail', 'bela left']],
  [
    'Turkish',
    `E-posta;Ad;Durum\n${a};Anna;Aktif\n${b};Bela;Abonelikten ayrıldı\n`,
    ['anna mail', 'bela left'],
  ],
  ['that nobody knows', `Kontaktpunkt,Rufname\n${a},Anna\n${b},Bela\n`, ['anna mail', 'bela mail']],
  [
    'none, with a word of status',
    `${a},Anna,subscribed\n${b},Bela,unsubscribed\n`,
    ['anna mail', 'bela left'],
  ],
  ['that come again', `email,name\n${a},Anna\nemail,name\n${b},Bela\n`, ['anna mail', 'bela mail']],
];

const states: readonly Case[] = [
  [
    'columns that contradict',
    `email,status,confirmed,unsubscribed_at,bounced\n${a},active,1,2024-05-01,0\n${b},active,1,,1\n${c},active,0,,0\n`,
    ['anna left', 'bela hard-bounce', 'cleo unconfirmed'],
  ],
  ['words that nobody told us', `email,status\n${a},Cold\n${b},2\n${c},\n`, [], [2, 3, 4]],
  [
    'a word that nobody told us beside one that says no',
    `email,status,bounced\n${a},Gold,yes\n${b},Gold,no\n`,
    ['anna hard-bounce'],
    [3],
  ],
  ['where they live, and no state', `email,state\n${a},NY\n${b},Texas\n`, ['anna mail', 'bela mail']],
  [
    'whether, and no',
    `email,subscribed\n${a},yes\n${b},no\n${c},\n`,
    ['anna mail', 'bela left', 'cleo left'],
  ],
  [
    'whether, as TRUE and FALSE',
    `Email,Accepts Email Marketing\n${a},TRUE\n${b},FALSE\n`,
    ['anna mail', 'bela left'],
  ],
  ['opted out by a cross', `email,opted out\n${a},\n${b},x\n`, ['anna mail', 'bela left']],
  [
    'a time of zeros',
    `email,unsubscribed_at\n${a},0000-00-00 00:00:00\n${b},2024-01-01\n`,
    ['anna mail', 'bela left'],
  ],
  [
    'times in a column called subscribed',
    `email,subscribed\n${a},2024-01-02 03:04:05\n${b},2024-02-02 03:04:05\n`,
    ['anna mail', 'bela mail'],
  ],
  ['a file that is named for it', `email\n${a}\n`, ['anna left'], [], { name: 'unsubscribed.csv' }],
  [
    'a file that is named so, whose columns know better',
    `email,status\n${a},subscribed\n`,
    ['anna mail'],
    [],
    { name: 'who-was-unsubscribed.csv' },
  ],
  ['who never agreed', `email,status\n${a},nonsubscribed\n${b},not subscribed\n`, [], [2, 3]],
  ['other channels', `email,sms_status,sms_unsubscribed\n${a},unsubscribed,yes\n`, ['anna mail']],
];

const addresses: readonly Case[] = [
  [
    'as mail programs write them',
    `email,name\nAnna Birch <${a}>,\n"""Oak, Bela"" <${b}>",\nmailto:${c},Cleo\nDora (dora@reader.example),\n`,
    ['anna mail', 'bela mail', 'cleo mail', 'dora mail'],
  ],
  ['several in a cell', `email\n"${a}, ${b}"\n${a}; ${b}\n${a}/${b}\n`, [], [2, 3, 4]],
  ['one twice in a cell', `email,name\n${a} <${a}>,Anna\n`, ['anna mail']],
  [
    'characters that nobody sees',
    `email\n\u200b${a}\n${b}\u00a0\ncl\u00adeo@reader.example\n`,
    ['anna mail', 'bela mail', 'cleo mail'],
  ],
  ['full width letters', `email\nａｎｎａ＠reader.example\n`, ['anna mail']],
  [
    'of programs',
    `email,name\nnoreply@firm.example,\nlist-request@firm.example,\ninfo@firm.example,\n`,
    ['info mail'],
    [2, 3],
  ],
  [
    'that are none',
    `email,name\nanna.reader.example,A\nbela@@reader.example,B\ncleo@reader,C\n-,J\n`,
    [],
    [2, 3, 4, 5],
  ],
];

const json: readonly Case[] = [
  [
    'a line each',
    `{"email":"${a}","status":"subscribed"}\n{"email":"${b}","status":"unsubscribed"}\n`,
    ['anna mail', 'bela left'],
    [],
    { name: 'x.ndjson' },
  ],
  [
    'an array',
    `[{"email":"${a}"},\n {"email":"${b}","unsubscribed_at":"2024-01-01T00:00:00Z"}]`,
    ['anna mail', 'bela left'],
  ],
  [
    'what an API answers',
    `{"meta":{"n":2},"data":{"results":[{"email":"${a}","status":"enabled"},{"email":"${b}","status":"blocklisted"}],"total":2}}`,
    ['anna mail', 'bela manual'],
  ],
  [
    'one person',
    `{"email":"${a}","tags":["x"],"lists":[{"name":"letters","subscription_status":"unsubscribed"}]}`,
    ['anna left'],
  ],
  [
    'braces in the strings',
    `{"email":"${a}","name":"{[\\"}"}\n{"email":"${b}"}\n`,
    ['anna mail', 'bela mail'],
  ],
  [
    'an object that cannot be read',
    `{"email":"${a}"}\n{"email":,}\n{"email":"${b}"}\n`,
    ['anna mail', 'bela mail'],
    [2],
  ],
];

describe.each([
  ['encodings', encodings],
  ['delimiters and line ends', delimiters],
  ['quotes', quotes],
  ['shapes', shapes],
  ['headers', headers],
  ['states', states],
  ['addresses', addresses],
  ['JSON', json],
] as const)('of %s an import reads', (_, cases) => {
  it.each(cases.map((one): [string, Case] => [one[0], one]))(
    '%s',
    async (_, [, file, said, refused = [], given = {}]) => {
      const found = await read(file, given);
      expect(found.fault).toBe(null);
      expect({ said: found.said, refused: found.refused.map(({ line }) => line) }).toEqual({ said, refused });
      // However its bytes come.
      expect((await read(file, { ...given, chunk: 3 })).said).toEqual(said);
    },
  );
});

describe('an import refuses as a whole', () => {
  it.each([
    ['a file with nothing in it', '', /is empty/],
    ['a workbook', Buffer.from('504b030414000600', 'hex'), /save it as CSV/],
    ['a page', '<!DOCTYPE html><html><body>Please log in</body></html>', /web page/],
    [
      'a file without addresses',
      'Username,Full name\nanna.b,Anna\nbela,Bela\n',
      /its columns are "Username", "Full name"/,
    ],
    ['JSON that was cut off', `[{"email":"${a}"},{"email":"${b}`, /cut off/],
  ])('%s', async (_, file, why) => {
    expect((await read(file)).fault).toMatch(why);
  });
});

describe('of a person an import keeps', () => {
  it('what is in the cells, and not what is empty', async () => {
    const { people } = await read(`email,First Name,Last Name,town,score\n${a},Anna,Birch,,"1,5"\n`);
    expect(people[0]).toMatchObject({ name: 'Anna Birch', fields: { score: '1,5' } });
    expect(people[0]?.fields).not.toHaveProperty('town');
  });

  it('attributes in JSON and as Python writes them, and tells where they are neither', async () => {
    const { people, notes } = await read(
      `email,attributes,metadata\n${a},"{""zip"":""00123"",""a"":{""b"":1}}","{'role': 'writer', 'n': None}"\n${b},"{""x"": no}",\n`,
    );
    expect(people[0]?.fields).toEqual({ zip: '00123', a: '{"b":1}', role: 'writer' });
    expect(people[1]?.fields).toEqual({ attributes: '{"x": no}' });
    expect(notes.join()).toContain('line 3');
  });

  it('formulas as they are, but for what the system or we ourselves put before them', async () => {
    const text = `email,name,note\n${a},'=1+1,-5\n`;
    expect((await read(text)).people[0]).toMatchObject({ name: "'=1+1", fields: { note: '-5' } });
    expect((await read(text, { from: 'ghost' })).people[0]?.name).toBe('=1+1');
  });

  it('times and networks of consent as they were given, and what can be read of them', async () => {
    const { people } = await read(
      `email,optin_time,optin_ip,confirm_time,confirm_ip\n${a},2024-01-02 10:00:00,192.0.2.1,2024-01-02 10:05:00,2001:db8::1\n${b},1/2/24,No data,,\n`,
    );
    expect(people[0]).toMatchObject({ isProven: true, at: new Date('2024-01-02T10:05:00Z') });
    expect(people[0]?.evidence).toMatchObject({ from: '2001:db8::1', given: { optin_ip: '192.0.2.1' } });
    expect(people[1]).toMatchObject({ isProven: false, at: null });
    expect(people[1]?.evidence['given']).toEqual({ optin_time: '1/2/24', optin_ip: 'No data' });
  });
});

describe('of the systems of move, what is said of a person', () => {
  it.each([
    [
      'listmonk',
      'bounces.json',
      `{"data":{"results":[{"id":1,"type":"hard","subscriber_uuid":"u","email":"${a}","subscriber_status":"enabled"},{"id":2,"type":"soft","subscriber_uuid":"v","email":"${b}","subscriber_status":"enabled"}]}}`,
      ['anna hard-bounce'],
    ],
    ['listmonk', 'lists.json', '[{"id":1,"name":"x","optin":"double"}]', []],
    [
      'listmonk',
      'all.json',
      `[{"email":"${a}","status":"enabled","lists":[{"optin":"single","subscription_status":"unconfirmed"}]},{"email":"${b}","status":"enabled","lists":[]}]`,
      ['anna mail', 'bela left'],
    ],
    [
      'kit',
      'x.csv',
      `first_name,email_address,state\nAnna,${a},inactive\nBela,${b},cold\n`,
      ['anna unconfirmed', 'bela mail'],
    ],
    ['beehiiv', 'x.csv', `email,status\n${a},inactive\n${b},pending\n`, ['anna left', 'bela unconfirmed']],
    [
      'mailchimp',
      'cleaned_members_export_1.csv',
      `Deine E-Mail Adresse,CLEAN_TIME\n${a},2024-01-01 00:00:00\n`,
      ['anna hard-bounce'],
    ],
    ['mailchimp', 'unsubscribed_members_export_1.csv', `Email Address\n${a}\n`, ['anna left']],
    ['sendy', 'letters-unconfirmed.csv', `"Name","Email"\n"A","${a}"\n`, ['anna unconfirmed']],
    ['campaignmonitor', 'Suppression list.csv', `Email\n${a}\n`, ['anna manual']],
    ['mailman', 'list/bybounce.txt', `Anna <${a}>\nNo members\n`, ['anna hard-bounce']],
    ['mlmmj', 'lamp/nomailsubs.d/a', `${a}\n`, ['anna left']],
    [
      'sympa',
      'member.dump',
      `email ${a}\nreception nomail\n\nemail ${b}\nbounce_score 85\n`,
      ['anna left', 'bela hard-bounce'],
    ],
    [
      'googlegroups',
      'x.csv',
      `Email address,Nickname,Group status,Email status,Email preference\n${a},A,Manager,,Digest\n${b},B,Banned,,All email\n`,
      ['anna mail', 'bela manual'],
    ],
    [
      'phplist',
      'x.csv',
      `Email\tIs this subscriber confirmed\tIs this subscriber blacklisted\tIs this account disabled?\tList Membership\n${a}\t1\t1\t0\tLetters; \n${b}\t1\t0\t0\tNo Lists\n`,
      ['anna left', 'bela left'],
    ],
    [
      'substack',
      'email_list.x.csv',
      `email,active_subscription,email_disabled\n${a},false,false\n${b},true,true\n`,
      ['anna mail', 'bela left'],
    ],
    [
      'brevo',
      'x.csv',
      `EMAIL;EMAIL_BLACKLISTED;SMS_BLACKLISTED\n${a};No;Yes\n${b};Yes;No\n`,
      ['anna mail', 'bela manual'],
    ],
  ] as const)('%s, %s', async (from, name, text, said) => {
    expect(await read(text, { from, name })).toMatchObject({ said, refused: [], fault: null });
  });

  it('is not guessed where neither a column nor the name of the file tells', async () => {
    expect(
      (await read(`Subscriber,Name\n${a},Anna\n`, { from: 'mailerlite', name: 'export.csv' })).fault,
    ).toMatch(/give it the name/);
  });
});
