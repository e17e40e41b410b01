import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { readIssue } from '../content/issue-file.ts';
import { digestIssue } from '../email/digest-issue.ts';
import { renderIssue } from '../email/render-issue.ts';
import type { RenderedIssue } from '../email/rendered-issue.ts';
import { splitHtmlSlots, splitTextSlots } from '../email/split-slots.ts';
import { readTemplate } from '../email/template-file.ts';

/** The designs that come with Pennypost, two folders above this file in the sources and when built. */
const ownTemplates = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../templates');
