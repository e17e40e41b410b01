import { EmailError } from './email-error.ts';
import type { RenderedIssue } from './rendered-issue.ts';
import type { SlotContext } from './slot-program.ts';

/**
 * The form in which a rendered issue is stored. A send gets what was rendered when it began, to its end, by whatever
 * version of Pennypost delivers then: so a change of RenderedIssue, of Newsletter or of SlotProgram that the version
 * before would read wrongly is a new form, and the forms before it are read for as long as a send of theirs can be open.
 */
const form = 1;
/** Of notices that say something of their own besides, which a version from before 0010-worded-notices would leave out. */
const wordedForm = 2;

/** A rendered issue as the text that is stored. */
export function storeRenderedIssue(rendered: RenderedIssue): string {
  return JSON.stringify({ form: rendered.notice === 'letter' ? wordedForm : form, ...rendered });
}

/**
 * The issue that was stored so, by this version or another.
 *
 * @throws EmailError where it is damaged, or of a form that this version does not know
 */
export function parseRenderedIssue(text: string): RenderedIssue {
  const stored = parseObject(text);
  // Before there were forms, the only one was this.
  const { form: its = form, ...rendered } = stored ?? {};
  const which = typeof rendered['issueKey'] === 'string' ? ` of issue ${rendered['issueKey']}` : '';
  const isWorded = its === wordedForm && rendered['notice'] === 'letter';
  if (stored && its !== form && !isWorded) {
    throw new EmailError([
      `The rendering${which} was stored by another version of Pennypost, in form ${JSON.stringify(its)}, and this one ` +
        `reads form ${form}: go on with that version, or a newer one. ${wayOut}`,
    ]);
  }
  if (!isRenderedIssue(rendered)) {
    throw new EmailError([
      `The rendering${which} that is stored cannot be read: it is damaged, or of a version of Pennypost that stored ` +
        `another form of it. ${wayOut}`,
    ]);
  }
  return rendered;
}

const wayOut =
  '`pennypost send` with --correction renders the issue anew for those who have not got it yet; `pennypost cancel` ' +
  'calls the send off.';

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Whether everything is there that a message is composed of. */
function isRenderedIssue(stored: unknown): stored is RenderedIssue {
  if (!isObject(stored)) return false;
  const { newsletter, conditions, variants } = stored;
  return (
    ['digest', 'issueKey', 'subject', 'preheader'].every((name) => typeof stored[name] === 'string') &&
    isNewsletter(newsletter) &&
    Array.isArray(conditions) &&
    conditions.every((field) => typeof field === 'string') &&
    Array.isArray(variants) &&
    variants.length === 2 ** conditions.length &&
    variants.every((variant) => isObject(variant) && isProgram(variant['html']) && isProgram(variant['text']))
  );
}

function isNewsletter(stored: unknown): boolean {
  if (!isObject(stored)) return false;
  const { from } = stored;
  const texts = ['name', 'listId', 'publicUrl', 'returnPathDomain'].map((name) => stored[name]);
  return isObject(from) && [from['name'], from['address'], ...texts].every((one) => typeof one === 'string');
}

const contexts: Readonly<Record<SlotContext, true>> = {
  html: true,
  attribute: true,
  url: true,
  'url-part': true,
  text: true,
};

/** A slot whose context is unknown has no escaping, and must not be filled. */
function isProgram(stored: unknown): boolean {
  return Array.isArray(stored) && stored.every((piece) => typeof piece === 'string' || isSlot(piece));
}

function isSlot(stored: unknown): boolean {
  if (!isObject(stored)) return false;
  const { field, fallback, context } = stored;
  const isNamed = typeof field === 'string' && typeof fallback === 'string';
  return isNamed && typeof context === 'string' && Object.hasOwn(contexts, context);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
