import type { Finding } from '../../../content/finding.ts';
import { clientSupport, type FeatureSupport } from '../../../email/clients/client-support.ts';
import type { EmailSize } from '../../../email/message/email-size.ts';
import type { Slot } from '../../../email/slot-program.ts';
import { fieldValue } from '../../../email/slots/fill-slots.ts';
import { chooseVariant } from '../../../email/slots/variant.ts';
import { clipBytes, wordsBeforeCut } from '../looks/clip.ts';
import { htmlPart } from '../looks/frame.ts';
import type { PreviewEmail, PreviewInspection, PreviewMail, PreviewRevision } from '../source.ts';
import { type InboxLine, inboxLines } from './inbox.ts';
import { type HostLinks, linksByHost } from './links.ts';
import { type EmailPlace, placeFinder } from './place.ts';

/** Everything to know of an email beside how it looks, for the inspector and for programs. */
export interface PreviewState {
  readonly version: number;
  readonly faults: readonly string[];
  readonly subject: string;
  readonly preheader: string;
  readonly digest: string;
  readonly reader: {
    readonly to: PreviewMail['to'];
    readonly isListed: boolean;
    readonly ids: PreviewMail['ids'];
  };
  readonly slots: readonly FilledSlot[];
  readonly inbox: readonly InboxLine[];
  readonly message: { readonly htmlBytes: number; readonly messageBytes: number };
  readonly clip: { readonly atBytes: number; readonly after: string | null };
  readonly links: readonly HostLinks[];
  /** Null while the email is still being looked over. */
  readonly inspection: EmailInspection | null;
}

export interface EmailInspection {
  readonly size: EmailSize;
  readonly findings: readonly PlacedFinding[];
  readonly support: readonly FeatureSupport[];
}

export interface PlacedFinding extends Finding {
  /** Where it stands in the email, where that can be told. */
  readonly place: EmailPlace | null;
}

/** What stands in a slot for this reader. */
export interface FilledSlot {
  readonly field: string;
  readonly value: string;
  readonly fallback: string;
  /** Whether the reader's own value is missing, so that the fallback shows. */
  readonly isFallback: boolean;
}

/** What is the same for every reader of one rendering is worked out once for each revision. */
export function stateMaker(): (
  revision: PreviewRevision,
  email: PreviewEmail,
  mail: PreviewMail,
) => PreviewState {
  const inspections = new WeakMap<PreviewInspection, EmailInspection>();
  return (revision, email, mail) => {
    const html = htmlPart(email, mail);
    const known =
      revision.inspection &&
      (inspections.get(revision.inspection) ?? inspectionOf(email, revision.inspection, html));
    if (revision.inspection && known) inspections.set(revision.inspection, known);
    const { subject, preheader, digest } = email.rendered;
    return {
      version: revision.version,
      faults: revision.faults,
      subject,
      preheader,
      digest,
      reader: { to: mail.to, isListed: mail.isListed, ids: mail.ids },
      slots: filledSlots(email, mail),
      inbox: inboxLines(subject, preheader),
      message: { htmlBytes: Buffer.byteLength(html), messageBytes: mail.message.length },
      clip: { atBytes: clipBytes, after: wordsBeforeCut(html) },
      links: linksByHost(html),
      inspection: known,
    };
  };
}

/** Whether readers somewhere go without, as the lint warns of: not in part, and with nothing in its place. */
export function isUnprovided({ feature, fallback }: FeatureSupport): boolean {
  return feature.unsupported.length > 0 && fallback === null;
}

function inspectionOf(
  { issue }: PreviewEmail,
  { size, findings }: PreviewInspection,
  html: string,
): EmailInspection {
  const placeOf = placeFinder(issue);
  return {
    size,
    findings: findings
      .map((finding) => ({ ...finding, place: placeOf(finding.line) }))
      .toSorted((one, other) => Number(other.severity === 'error') - Number(one.severity === 'error')),
    support: clientSupport(html).toSorted(
      (one, other) => Number(isUnprovided(other)) - Number(isUnprovided(one)),
    ),
  };
}

function filledSlots({ rendered }: PreviewEmail, { values }: PreviewMail): FilledSlot[] {
  const { html, text } = chooseVariant(rendered.variants, rendered.conditions, values);
  const slots = [...html, ...text].filter((piece): piece is Slot => typeof piece !== 'string');
  const distinct = new Map(slots.map((slot) => [JSON.stringify([slot.field, slot.fallback]), slot]));
  return [...distinct.values()].map(({ field, fallback }) => {
    const value = fieldValue(values, field);
    return { field, value, fallback, isFallback: value === '' };
  });
}
