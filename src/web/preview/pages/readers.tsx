import { type PageView, writeView } from '../view.ts';
import type { PageProps } from './page-props.ts';

/** Whose mail is shown: somebody of the lists, or fields typed in by hand. */
export function ReaderChoice({ view, shown, problem, found, context }: PageProps) {
  return (
    <>
      {problem !== null && <p class="problem">{problem}</p>}
      <form class="search" method="get" action="./" data-search>
        <KeptState view={view} without={['q']} />
        <label for="q">Search the lists</label>
        <input
          id="q"
          name="q"
          type="search"
          autocomplete="off"
          value={view.search}
          placeholder="Name or address"
        />
        <button class="button" type="submit">
          Search
        </button>
      </form>
      <div id="found" role="status">
        <Found found={found} view={view} />
      </div>
      {shown && <Slots shown={shown} />}
      <ByHand view={view} shown={shown} fields={context.fields} />
      {view.as !== null || Object.keys(view.fields).length > 0 ? (
        <a class="chip" data-swap href={writeView({ ...view, as: null, fields: {}, search: '' })}>
          Show it as nobody in particular
        </a>
      ) : null}
    </>
  );
}

function Found({ found, view }: Pick<PageProps, 'found' | 'view'>) {
  if (found === null) return null;
  if (found.length === 0) return <p class="quiet">Nobody on the lists has that in name or address.</p>;
  return (
    <ul class="readers">
      {found.map(({ address, name, list }) => (
        <li>
          <a
            data-swap
            href={writeView({ ...view, as: address, fields: {}, search: '' })}
            aria-current={view.as === address ? 'true' : undefined}
          >
            <b>{name || address}</b>
            <span>{name ? address : ''}</span>
            <i>{list}</i>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Slots({ shown }: { readonly shown: NonNullable<PageProps['shown']> }) {
  const personal = shown.state.slots.filter(({ field }) => !/^(?:unsubscribe|preferences)Url$/.test(field));
  const { conditions } = shown.email.rendered;
  return (
    <>
      <dl class="slots">
        {personal.map(({ field, value, fallback, isFallback }) => (
          <div>
            <dt>{field}</dt>
            <dd class={isFallback ? 'fallback' : ''}>
              {isFallback ? fallback || 'nothing' : value}
              {isFallback && <i>fallback</i>}
            </dd>
          </div>
        ))}
      </dl>
      {conditions.length > 0 && <p class="quiet">The template asks for: {conditions.join(', ')}.</p>}
    </>
  );
}

function ByHand({
  view,
  shown,
  fields,
}: Pick<PageProps, 'view' | 'shown'> & { readonly fields: readonly string[] }) {
  const known = ['name', ...fields];
  return (
    <details class="by-hand" open={Object.keys(view.fields).length > 0}>
      <summary>Type the fields in</summary>
      <form method="get" action="./" data-form>
        <KeptState view={{ ...view, fields: {} }} without={['as', 'q']} />
        <label for="as">Address</label>
        <input id="as" name="as" type="email" value={view.as ?? ''} placeholder="reader@example.com" />
        {known.map((field) => (
          <>
            <label for={`f-${field}`}>{field}</label>
            <input
              id={`f-${field}`}
              name={`f.${field}`}
              value={view.fields[field] ?? ''}
              placeholder={field === 'name' ? shown?.mail.to.name : shown?.mail.fields[field]}
            />
          </>
        ))}
        <button class="button" type="submit">
          Show
        </button>
      </form>
    </details>
  );
}

/** A form replaces the whole query, so it takes along what it does not ask for. */
function KeptState({ view, without }: { readonly view: PageView; readonly without: readonly string[] }) {
  const kept = [...new URLSearchParams(writeView(view))].filter(([key]) => !without.includes(key));
  return (
    <>
      {kept.map(([key, value]) => (
        <input type="hidden" name={key} value={value} />
      ))}
    </>
  );
}
