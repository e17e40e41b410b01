import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serveHttp } from '../../web/http/serve-http.ts';
import { textPart } from '../../web/preview/looks/frame.ts';
import { exportPage } from '../../web/preview/pages/export.tsx';
import { previewApp } from '../../web/preview-app.tsx';
import { tellFindings } from '../issues/lint-gate.ts';
import { prepareNamed } from '../issues/open-issue.ts';
import { type CommandContext, type GlobalOptions, loadConfig } from '../terminal/command-context.ts';
import { type ExitCode, exitCode } from '../terminal/exit-code.ts';
import { readPort } from '../terminal/read-port.ts';
import { deliveryFinder } from './delivery-ids.ts';
import { composePreview, countAddresses } from './preview-mail.ts';
import { newestIssue, openSession } from './preview-session.ts';
import { previewSource } from './preview-source.ts';

export interface PreviewOptions extends GlobalOptions {
  readonly port: string;
  readonly open?: boolean;
  readonly as?: string;
  readonly export?: string;
  readonly text?: boolean;
}

/** `pennypost preview`: the email as it is written, before anyone gets it. */
export async function preview(
  named: string | undefined,
  options: PreviewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const port = readPort('--port', options.port);
  if (options.export !== undefined || options.text) return previewOnce(named, options, context);
  const report = (error: unknown) => context.err(`${(error as Error).stack ?? error}\n`);
  const session = await openSession(named, options, context, report);
  // Whoever shares this machine can reach the port, but not guess the path.
  const token = randomBytes(16).toString('base64url');
  const leaving = new AbortController();
  const source = previewSource(session, leaving.signal);
  const site = await serveHttp(previewApp({ source, token, report }), { host: '127.0.0.1', port });
  const url = `${site.url}/${token}/${options.as === undefined ? '' : `?as=${encodeURIComponent(options.as)}`}`;
  for (const fault of session.revision().faults) context.err(`${fault}\n`);
  context.err('Preview, for this machine alone. It follows the file; Ctrl-C stops.\n');
  context.out(url);
  if (options.open) openBrowser(url, context);
  if (!context.stop.aborted) await once(context.stop, 'abort');
  leaving.abort();
  session.close();
  await site.close();
  return exitCode.done;
}

/** `--export` and `--text`: what the preview shows, once. */
async function previewOnce(
  named: string | undefined,
  options: PreviewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const config = loadConfig(context, options);
  const prepared = await prepareNamed(named ?? (await newestIssue(config)), config, context, 'look');
  const { issue, rendered, size, findings } = prepared;
  const email = { issue, rendered, renderedInMs: 0 };
  const reader = { address: options.as ?? null, fields: {} };
  const mail = await composePreview(email, reader, config, deliveryFinder(Date.now), new Date());
  tellFindings(prepared, context);
  if (options.text) {
    const { name, address } = mail.to;
    const head = [
      `From: ${rendered.newsletter.from.name}`,
      `To: ${name || address}`,
      `Subject: ${rendered.subject}`,
    ];
    context.out([...head, '', textPart(email, mail)].join('\n'));
  }
  if (options.export !== undefined) {
    const revision = { version: 1, email, inspection: { size, findings }, faults: [] };
    const recipients = await countAddresses(config.listsDirectory);
    const folder = path.resolve(context.cwd, options.export);
    await mkdir(folder, { recursive: true });
    const files = [path.join(folder, 'preview.html'), path.join(folder, 'message.eml')] as const;
    await writeFile(files[0], await exportPage({ revision, email, mail, recipients }));
    await writeFile(files[1], mail.message);
    context.out(files.join('\n'));
  }
  return exitCode.done;
}

/** What opens an address on each system. Nothing is waited for: the address stands in the terminal as well. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

function openBrowser(url: string, { err }: Pick<CommandContext, 'err'>): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => err(`No browser could be opened with ${program}: open the address yourself.\n`));
  child.unref();
}
