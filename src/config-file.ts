import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as z from 'zod';
import { fileSchema } from './config-schema.ts';
import { parseYaml } from './content/front-matter/yaml.ts';

/** `pennypost.yaml`, read and checked. `placeOf` says where a field of it stands, as `pennypost.yaml:9`. */
export type ConfigFile = z.infer<typeof fileSchema> & { readonly placeOf: (field: string) => string };

export interface ConfigPlace {
  readonly cwd: string;
  /** `pennypost.yaml`, or what `--config` named; relative paths in it start at its folder. */
  readonly file: string;
}

/** Null where it cannot be used; why is added to the faults, with file and line. */
export function readConfigFile(sources: ConfigPlace, faults: string[]): ConfigFile | null {
  const text = readText(sources, faults);
  if (text === null) return null;
  const { fields, faults: syntax } = parseYaml(text);
  for (const { line, message } of syntax) faults.push(`${sources.file}:${line}: ${message}`);
  if (syntax.length > 0) return null;
  const parsed = fileSchema.safeParse(Object.fromEntries(fields.map(({ name, value }) => [name, value])));
  const placeOf = (name: unknown): string => {
    const field = fields.find((each) => each.name === name);
    return field ? `${sources.file}:${field.line}` : sources.file;
  };
  if (parsed.success) return { ...parsed.data, placeOf };
  for (const issue of parsed.error.issues) {
    const [name] = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
    const isPresent = fields.some((field) => field.name === name);
    faults.push(`${placeOf(name)}: ${describeIssue(issue, isPresent)}`);
  }
  return null;
}

function readText({ cwd, file }: ConfigPlace, faults: string[]): string | null {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    faults.push(
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `There is no ${file} in ${cwd}. It says who the newsletter is: "Your first real send" in the README begins with one to copy.`
        : `${file} cannot be read: ${(error as Error).message}.`,
    );
    return null;
  }
}

function describeIssue(issue: z.core.$ZodIssue, isPresent: boolean): string {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known =
      issue.path.length === 0 ? `; the fields are ${Object.keys(fileSchema.shape).join(', ')}` : '';
    const names = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ');
    return `there is no field ${names}${known}.`;
  }
  if (!isPresent) return `the field "${field}" is missing.`;
  return `the field "${field}" is not right: ${issue.message.replace(/\.$/, '')}.`;
}
