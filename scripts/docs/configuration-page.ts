import { z } from 'zod';
import { variables } from '../../src/config-environment.ts';
import { fileSchema } from '../../src/config-schema.ts';
import { relayOptions } from '../../src/delivery/relay/relay-url.ts';
import { asSentence, markdownTable } from './markdown-table.ts';

/** What a schema says of one setting: JSON Schema, and what config-schema.ts adds to it. */
interface SettingSchema {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly form?: string;
  readonly otherwise?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly items?: SettingSchema;
}

export interface Setting {
  /** As `theme.logo.url`. */
  readonly name: string;
  readonly form: string;
  readonly otherwise: string;
  readonly means: string;
}

/**
 * Every setting of a file that this schema describes, those within others after them.
 *
 * @throws for a setting without a description, or of a form that has no words yet
 */
export function settingsOf(schema: z.ZodType): Setting[] {
  const written = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: seeThroughPreprocess,
  });
  return settingsWithin(written as SettingSchema, '');
}

/** What a preprocess is given can be anything; what it makes of that has a form. */
function seeThroughPreprocess({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: object;
}): void {
  const { def } = zodSchema._zod;
  if (def.type !== 'pipe' || def.in._zod.def.type !== 'transform') return;
  Object.assign(jsonSchema, z.toJSONSchema(def.out, { io: 'input', unrepresentable: 'any' }));
}

function settingsWithin({ properties = {}, required = [] }: SettingSchema, prefix: string): Setting[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${prefix}${key}`;
    if (!schema.description)
      throw new Error(`The setting "${name}" has no description: give it one in src/config-schema.ts.`);
    const setting = {
      name,
      form: formOf(name, schema),
      otherwise: required.includes(key) ? 'It has to be given.' : otherwiseOf(schema),
      means: schema.description,
    };
    return [setting, ...settingsWithin(schema.items ?? schema, `${name}.`)];
  });
}

function formOf(name: string, schema: SettingSchema): string {
  const { type, format, minimum, maximum } = schema;
  if (schema.form) return schema.form;
  if (format === 'uri') return 'web address';
  if (type === 'integer') return `whole number from ${minimum} to ${maximum}`;
  if (type === 'object') return schema.properties ? 'settings' : 'texts by name';
  if (type === 'string') return 'text';
  if (type === 'number') return type;
  throw new Error(
    `The setting "${name}" is of a form without words: give it a \`form\` in src/config-schema.ts.`,
  );
}

function otherwiseOf({ otherwise, default: usual }: SettingSchema): string {
  if (otherwise) return otherwise;
  const isEmpty = usual === undefined || (typeof usual === 'object' && Object.keys(usual ?? {}).length === 0);
  return isEmpty ? '' : `\`${usual}\``;
}

/** docs/configuration.md: every setting of `pennypost.yaml` and every variable of the environment. */
export function configurationPage(): string {
  return [
    '<!-- `npm run docs` writes this page from the schema. Change that, not this. -->\n\n# Configuration',
    `Who the newsletter is stands in \`pennypost.yaml\`, beside the issues; where the servers are and what is secret, in the
environment. Everything that is wrong in either is said at once, with its line. Folders and files are taken from where
\`pennypost.yaml\` is, which \`--config\` may name.`,
    '## `pennypost.yaml`',
    markdownTable(
      ['setting', 'what it means', 'how it is written', 'without it'],
      settingsOf(fileSchema).map(({ name, means, form, otherwise }) => [
        `\`${name}\``,
        asSentence(means),
        form,
        otherwise,
      ]),
    ),
    `The names of colours and fonts: [templates.md](templates.md). Tags: [markdown.md](markdown.md#the-tags-of-your-site).
A key: [\`pennypost dkim generate\`](cli.md#pennypost-dkim-generate).`,
    '## The environment',
    markdownTable(
      ['variable', 'what it means', 'without it'],
      Object.entries(variables).map(([name, { means, otherwise }]) => [`\`${name}\``, means, otherwise]),
    ),
    'Each variable of a webhook may hold several values, with commas between: [webhooks.md](webhooks.md).',
    '### What a relay is told to do',
    'Behind the `?` of a URL in `SMTP_URL`, with `&` between, as `smtp://…:587?rate=14&connections=10`:',
    markdownTable(
      ['written', 'what it means'],
      Object.values(relayOptions).map(({ example, means }) => [`\`${example}\``, means]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
