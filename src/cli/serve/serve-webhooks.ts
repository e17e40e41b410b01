import type { Config } from '../../config.ts';
import type { FeedbackIntake } from '../../feedback/feedback-intake.ts';
import type { WebhookApp } from '../../web/webhooks/webhook-app.ts';
import { getText } from '../../web/webhooks/webhook-fetch-http.ts';
import { webhookSources } from '../../web/webhooks/webhook-sources.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { quietly, reporter } from '../terminal/report-trouble.ts';

/** The webhooks of the providers that are configured, before an intake. */
export function serveWebhooks(
  { webhooks }: Config,
  intake: FeedbackIntake,
  context: CommandContext,
): WebhookApp {
  return {
    sources: webhookSources(webhooks, getText),
    intake,
    say: quietly(context),
    report: reporter('A webhook was answered with 503', context),
    now: () => new Date(),
  };
}

/** Where the providers must be told to send what they tell; null where none is configured. */
export function tellWebhooks({ newsletter }: Config, { sources }: WebhookApp): string | null {
  const addresses = sources.map(({ provider }) => `${newsletter.publicUrl}/webhooks/${provider}`);
  return addresses.length === 0 ? null : `Taking webhooks at ${addresses.join(', ')}.\n`;
}
