import type { EmailSurvey, PlacedFinding } from '../facts/state.ts';

/** The findings, errors first; each leads to its place in the email and names its line in the file. */
export function FindingList({
  survey,
  path,
}: {
  readonly survey: EmailSurvey | null;
  readonly path: string;
}) {
  if (survey === null) return <p class="quiet">Looking the email over…</p>;
  if (survey.findings.length === 0) return <p class="quiet">Nothing to mend.</p>;
  return (
    <>
      <p class="quiet path">{path}</p>
      <ol class="findings">
        {survey.findings.map((finding) => (
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
