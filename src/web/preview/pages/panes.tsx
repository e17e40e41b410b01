import { clippedLength } from '../looks/clip.ts';
import { htmlPart } from '../looks/frame.ts';
import {
  type Look,
  mostPanes,
  narrowest,
  type PageView,
  type PaneKind,
  type PaneView,
  pane,
  paneQuery,
  presets,
  widest,
  widths,
  writePane,
  writeView,
} from '../view.ts';
import type { ShownEmail } from './page-props.ts';

const kindNames: Readonly<Record<PaneKind, string>> = {
  email: 'Email',
  text: 'Plain text',
  headers: 'Headers',
  mime: 'Message source',
  html: 'HTML source',
};

/** On the pane itself, which can be narrow. */
const shortNames: Readonly<Record<PaneKind, string>> = {
  ...kindNames,
  text: 'Text',
  mime: 'Source',
  html: 'HTML',
};

const lookNames: Readonly<Record<Look, string>> = { light: 'Light', dark: 'Dark', forced: 'Forced dark' };
const widthNames = { desktop: 'Desktop', tablet: 'Tablet', phone: 'Phone' } as const;

export function PresetMenu({ view }: { readonly view: PageView }) {
  const now = writeView({ ...view, search: '' });
  return (
    <>
      <nav id="presets" class="presets" aria-label="Arrangements">
        {presets.map(({ name, panes }) => {
          const href = writeView({ ...view, search: '', panes });
          return <Choice href={href} label={name} isOn={href === now} />;
        })}
      </nav>
      {view.panes.length < mostPanes && (
        <a
          class="chip add"
          data-swap
          id="add-pane"
          href={writeView({ ...view, panes: [...view.panes, pane({ width: widths.phone })] })}
        >
          Add a pane
        </a>
      )}
    </>
  );
}

function Choice({ href, label, isOn, name }: { href: string; label: string; isOn: boolean; name?: string }) {
  return (
    <a class="chip" data-swap href={href} aria-current={isOn ? 'true' : undefined} aria-label={name}>
      {label}
    </a>
  );
}

export function Panes({ view, shown }: { readonly view: PageView; readonly shown: ShownEmail }) {
  return (
    <div id="panes" class="panes">
      {view.panes.map((one, at) => (
        <Pane view={view} at={at} one={one} shown={shown} />
      ))}
    </div>
  );
}

interface PaneProps {
  readonly view: PageView;
  readonly at: number;
  readonly one: PaneView;
  readonly shown: ShownEmail;
}

function Pane(props: PaneProps) {
  const { view, at, one } = props;
  const src =
    one.what === 'email' ? `email.html${paneQuery(one, view)}` : `pane/${one.what}${paneQuery(one, view)}`;
  return (
    <section
      class="pane"
      data-pane={writePane(one)}
      style={`--width:${one.width}px`}
      aria-label={`Pane ${at + 1}: ${describe(one)}`}
    >
      <PaneBar {...props} />
      <div class="frame">
        <iframe sandbox="allow-same-origin" src={src} data-src={src} title={describe(one)} />
        {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, and <hr> is none */}
        <div
          class="grip"
          role="separator"
          tabindex={0}
          aria-orientation="vertical"
          aria-label={`Width of pane ${at + 1}`}
          aria-valuenow={one.width}
          aria-valuemin={narrowest}
          aria-valuemax={widest}
          aria-valuetext={`${one.width} pixels`}
        />
      </div>
      <PaneNote {...props} />
    </section>
  );
}

function describe({ what, width, look, images, styles, clip }: PaneView): string {
  if (what !== 'email') return kindNames[what];
  const traits = [
    `Email, ${width} px`,
    lookNames[look].toLowerCase(),
    images ? 'with images' : 'images off',
    styles ? '' : 'no styles',
    clip ? 'clipped' : '',
  ];
  return traits.filter(Boolean).join(', ');
}

function PaneBar({ view, at, one }: PaneProps) {
  const changed = (change: Partial<PaneView>) =>
    writeView({
      ...view,
      panes: view.panes.map((other, place) => (place === at ? { ...other, ...change } : other)),
    });
  const name = (label: string) => `${label}, pane ${at + 1}`;
  return (
    <div class="bar">
      <div class="row">
        <KindMenu one={one} at={at} changed={changed} />
        <span class="group">
          {Object.entries(widths).map(([key, width]) => {
            const label = widthNames[key as keyof typeof widths];
            return (
              <Choice
                href={changed({ width })}
                label={label}
                name={name(`${label} width`)}
                isOn={one.width === width}
              />
            );
          })}
        </span>
        <span class="width">{one.width} px</span>
        {view.panes.length > 1 && (
          <a
            class="chip close"
            data-swap
            href={writeView({ ...view, panes: view.panes.filter((_, place) => place !== at) })}
            aria-label={`Close pane ${at + 1}`}
          >
            ×
          </a>
        )}
      </div>
      <div class="row">
        {one.what === 'email' ? (
          <EmailChoices one={one} changed={changed} name={name} />
        ) : (
          <a class="chip" href={rawPath[one.what] + paneQuery(one, view)} target="_blank" rel="noreferrer">
            Open by itself
          </a>
        )}
      </div>
    </div>
  );
}

const rawPath: Readonly<Record<Exclude<PaneKind, 'email'>, string>> = {
  text: 'email.txt',
  headers: 'headers.txt',
  mime: 'message.txt',
  html: 'html.txt',
};

type Changed = (change: Partial<PaneView>) => string;

function KindMenu({ one, at, changed }: { one: PaneView; at: number; changed: Changed }) {
  return (
    <details class="menu" data-menu>
      <summary aria-label={`${shortNames[one.what]}: choose what pane ${at + 1} shows`}>
        {shortNames[one.what]}
      </summary>
      <div class="list">
        {Object.entries(kindNames).map(([what, label]) => (
          <Choice href={changed({ what: what as PaneKind })} label={label} isOn={one.what === what} />
        ))}
      </div>
    </details>
  );
}

function EmailChoices({
  one,
  changed,
  name,
}: {
  one: PaneView;
  changed: Changed;
  name: (label: string) => string;
}) {
  const { look, images, styles, clip } = one;
  return (
    <>
      <span class="group">
        {Object.entries(lookNames).map(([key, label]) => (
          <Choice
            href={changed({ look: key as Look })}
            label={label}
            name={name(label)}
            isOn={look === key}
          />
        ))}
      </span>
      <span class="group">
        <Choice
          href={changed({ images: !images })}
          label="Images"
          name={name(`Images ${images ? 'on' : 'off'}`)}
          isOn={images}
        />
        <Choice
          href={changed({ styles: !styles })}
          label="Styles"
          name={name(`Styles ${styles ? 'on' : 'off'}`)}
          isOn={styles}
        />
        <Choice
          href={changed({ clip: !clip })}
          label="Clip"
          name={name(`Clip ${clip ? 'on' : 'off'}`)}
          isOn={clip}
        />
      </span>
    </>
  );
}

/** What the editor should know of what this pane shows; the script adds what it measures. */
function PaneNote({ one, shown }: PaneProps) {
  return (
    <p class="note" data-note>
      <span>{noteOf(one, shown)}</span> <span data-contrast />
    </p>
  );
}

function noteOf({ what, look, styles, clip }: PaneView, { email, mail }: ShownEmail): string {
  if (what !== 'email') return 'To the byte as it is sent.';
  if (clip)
    return clippedLength(htmlPart(email, mail)) === null
      ? 'Short enough: Gmail does not cut it.'
      : 'Cut where Gmail cuts, at 102 kB; it then drops the style sheets too.';
  if (look === 'forced') return 'About what Gmail and Outlook make of it by themselves: an approximation.';
  if (!styles) return 'As clients show it that drop every style sheet.';
  return look === 'dark' ? 'The dark design that the template brings along.' : '';
}
