import type { Command } from 'commander';
import type { Act, CommandContext } from '../terminal/command-context.ts';

export function addServeCommands(program: Command, act: Act, context: CommandContext): void {
  program
    .command('serve')
    .description('answer the unsubscribe and preferences links, and take what comes back, until stopped')
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', '8080')
    .option('--work', 'also deliver what the sends have left to do, as `pennypost work` does')
    .option('--smtp <port>', 'also take the mail that comes back to the return paths, on this port')
    .option('--smtp-host <host>', 'the address to take it on', '127.0.0.1')
    .option('--smtp-cert <file>', 'its certificate, for STARTTLS')
    .option('--smtp-key <file>', 'the key of the certificate')
    .option('--imap', 'also take what comes into the mailbox of BOUNCE_MAILBOX_URL')
    .action((options) =>
      act(async (globals) => (await import('./serve.ts')).serve({ ...globals, ...options }, context)),
    );
}
