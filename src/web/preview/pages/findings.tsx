import type { EmailInspection, PlacedFinding } from '../facts/state.ts';

/** The findings, errors first; each leads to its place in the email and names its line in the file. */
export function FindingList({
  inspection,
  path,
}: {
  readonly inspection: EmailInspection | null;
  readonly path: string;
}) {
  if (inspection === null) return <p class="quiet">Looking the email over…</p>;
  if (inspection.findings.length === 0) return <p class="quiet">Nothing to mend.</p>;
  return (
    <>
      <p class="quiet path">{path}</p>
      <ol class="findings">
        {inspection.findings.map((finding) => (
          <li class={finding.severity}>
            <FindingHead finding={finding} />
            <p>{finding.message}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function FindingHead({ finding: { rule, severity, line, place } }: { readonly finding: PlacedFinding }) {
  const where = line === null ? '' : `line ${line}`;
  return (
    <p class="head">
      <span class="severity">{severity}</span> <code>{rule}</code>{' '}
      {place === null ? (
        <span class="line">{where}</span>
      ) : (
        <button class="line" type="button" data-urls={JSON.stringify(place.urls)} data-words={place.words}>
          {where} <span class="unseen">of the file: show it in the email</span>
        </button>
      )}
    </p>
  );
}
