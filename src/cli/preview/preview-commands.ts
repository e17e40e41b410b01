import type { Command } from 'commander';
import type { Act, CommandContext } from '../terminal/command-context.ts';

export function addPreviewCommands(program: Command, act: Act, context: CommandContext): void {
  program
    .command('preview')
    .description('show the email in the browser while it is written, exactly as it will be sent')
    .argument('[issue]', 'a number, date, slug or file (default: the newest, drafts included)')
    .option('--port <port>', 'the port to listen on; 0 for any free one', '0')
    .option('--open', 'open it in the browser')
    .option('--as <address>', 'as this subscriber gets it')
    .option('--export <dir>', 'write it as one page to share, and the message beside it')
    .option('--text', 'print it as a mail reader in the terminal shows it')
    .action((issue, options) =>
      act(async (globals) =>
        (await import('./preview.ts')).preview(issue, { ...globals, ...options }, context),
      ),
    );
}
