/** The chapters of docs/cli.md: each has the commands that begin with these words. */
export const chapters: readonly { readonly title: string; readonly words: readonly string[] }[] = [
  { title: 'Issues', words: ['issues', 'lint', 'preview', 'render'] },
  {
    title: 'Sending',
    words: ['send', 'test', 'status', 'who', 'pause', 'resume', 'cancel', 'retry', 'work', 'demo'],
  },
  { title: 'Readers', words: ['reader'] },
  { title: 'Lists', words: ['lists', 'subscribers', 'move'] },
  { title: 'Answering readers and providers', words: ['serve'] },
  { title: 'What comes back', words: ['bounces'] },
  { title: 'Moving and keeping', words: ['database'] },
  { title: 'Keys', words: ['dkim'] },
];

/** One use of a command, where its name does not say enough. */
export const examples: Readonly<Record<string, string>> = {
  issues: 'pennypost issues --content content/posts',
  lint: 'pennypost lint 10 --links',
  preview: 'pennypost preview 10 --as ada@example.com --open',
  render: 'pennypost render issues/010-who-pays-the-postage.md --out rendered',
  send: 'pennypost send 10 --limit 200 --watch 30',
  test: 'pennypost test 10 you@example.com',
  status: 'pennypost status 10 --json',
  who: 'pennypost who 10 --state failed',
  reader: 'pennypost reader ada@example.com',
  'subscribers import': 'pennypost subscribers import people.csv --list weekly --dry-run',
  'subscribers export': 'pennypost subscribers export --format csv > people.csv',
  move: 'pennypost move --from mailchimp export/*.csv --list weekly',
  retry: 'pennypost retry 10 --failed',
  serve: 'pennypost serve --smtp 2525 --smtp-host 0.0.0.0',
  'bounces classify': 'pennypost bounces classify returned.eml',
  'bounces process': 'pennypost bounces process --recipient "$1" -',
  'bounces list': 'pennypost bounces list --issue 10 --quarantined',
  'bounces stats': 'pennypost bounces stats 10',
  'bounces undo': 'pennypost bounces undo --quarantine --issue 10 --provider Gmail',
  'bounces confirm': 'pennypost bounces confirm --issue 10 --provider Gmail',
  'database move': 'pennypost database move --to postgres://pennypost@localhost/newsletter',
  'database backup': 'pennypost database backup backup.gz --overwrite',
  'database restore': 'pennypost database restore backup.gz',
  'database restored': 'pennypost database restored --sent 11,12',
  'dkim generate': 'pennypost dkim generate --type ed25519 --selector second',
};
