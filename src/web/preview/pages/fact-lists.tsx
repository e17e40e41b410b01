import { nameClients } from '../../../email/clients/mail-clients.ts';
import { kilobytes } from '../facts/kilobytes.ts';
import type { HostLinks } from '../facts/links.ts';
import { type EmailInspection, isUnprovided, type PreviewState } from '../facts/state.ts';
import type { MailIds, PreviewMail } from '../source.ts';
import { type PageView, readerQuery } from '../view.ts';

export function InboxLists({ state, from }: { readonly state: PreviewState; readonly from: string }) {
  return (
    <>
      {(['desktop', 'phone'] as const).map((device) => (
        <ul class={`inbox ${device}`} aria-label={`As lists of mail show it on a ${device}`}>
          {state.inbox
            .filter((line) => line.device === device)
            .map(({ client, subject, preheader, isSubjectCut }) => (
              <li>
                <p class="from">
                  <b>{from}</b>{' '}
                  <i class={isSubjectCut ? 'cut' : ''}>
                    {client}, {device}
                  </i>
                </p>
                <p class="line">
                  <b>{subject}</b> <span>{preheader}</span>
                </p>
              </li>
            ))}
        </ul>
      ))}
      <p class="quiet">
        Subject {[...state.subject].length} characters, preview text {[...state.preheader].length}. Where a
        list cuts them depends on its window and font by a few characters.
      </p>
    </>
  );
}

const partNames = {
  text: 'Text',
  urls: 'Addresses of links and images',
  styleAttributes: 'Styles in tags',
  styleSheets: 'Style sheets',
  rest: 'Tags',
} as const;

export function SizeBars({ state: { inspection, message, clip } }: { readonly state: PreviewState }) {
  if (inspection === null) return <p class="quiet">Weighing…</p>;
  const { size } = inspection;
  const counted = Math.max(size.htmlBytes, size.encodedHtmlBytes);
  const share = Math.min(100, (100 * counted) / clip.atBytes);
  return (
    <>
      <meter
        class="limit"
        min={0}
        max={clip.atBytes}
        high={80_000}
        value={counted}
        aria-label="Size against Gmail's limit"
      >
        {Math.round(share)} %
      </meter>
      <dl class="facts">
        <Fact name="HTML" value={kilobytes(size.htmlBytes)} />
        <Fact name="HTML as sent" value={kilobytes(size.encodedHtmlBytes)} />
        <Fact name="Whole message" value={kilobytes(message.messageBytes)} />
        <Fact name="Gmail cuts at" value={clip.after === null ? 'not reached' : `“…${clip.after}”`} />
      </dl>
      <table class="weights">
        <caption>What takes the space, for the reader to whom it is longest</caption>
        <tbody>
          {Object.entries(partNames).map(([part, name]) => {
            const bytes = size.parts[part as keyof typeof partNames];
            return (
              <tr>
                <th scope="row">{name}</th>
                <td>
                  <span class="weight" style={`--share:${(100 * bytes) / size.htmlBytes}%`} />
                </td>
                <td class="number">{kilobytes(bytes)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

export function LinkTable({ links }: { readonly links: readonly HostLinks[] }) {
  return (
    <>
      <p class="check">
        <button class="button" type="button" data-check hidden>
          Check the links
        </button>{' '}
        <span id="checked" role="status">
          Asks their hosts, which until then hear nothing.
        </span>
      </p>
      <ul class="hosts">
        {links.map(({ host, links: urls }) => (
          <li>
            <details>
              <summary>
                <b>{host}</b> <span class="number">{urls.length}</span>
              </summary>
              <ul>
                {urls.map(({ url, times }) => (
                  <li data-url={url}>
                    <button type="button" data-urls={JSON.stringify([url])} data-words="">
                      {url}
                    </button>
                    {times > 1 && <i>{times} times</i>}
                    <i data-verdict />
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </>
  );
}

export function SupportList({ inspection }: { readonly inspection: EmailInspection | null }) {
  if (inspection === null) return <p class="quiet">Looking…</p>;
  if (inspection.support.length === 0) return <p class="quiet">Every client has all that this email uses.</p>;
  return (
    <ul class="support">
      {inspection.support.map(({ feature, fallback, use }) => (
        <li class={isUnprovided({ feature, use, fallback }) ? 'open' : ''}>
          <p>
            <a href={feature.url} target="_blank" rel="noreferrer">
              {feature.title}
            </a>{' '}
            <i>{use.times === 1 ? 'once' : `${use.times} times`}</i>
          </p>
          {feature.unsupported.length > 0 && <p class="quiet">Not in {nameClients(feature.unsupported)}.</p>}
          {feature.partial.length > 0 && (
            <p class="quiet">In part in {nameClients(feature.partial.map(({ client }) => client))}.</p>
          )}
          {fallback !== null && <p class="fallback">Where it is missing, {fallback}.</p>}
        </li>
      ))}
    </ul>
  );
}

interface MessageFactsProps {
  readonly state: PreviewState;
  readonly mail: PreviewMail;
  readonly route: string;
  readonly view: PageView;
}

export function MessageFacts({ state, mail, route, view }: MessageFactsProps) {
  return (
    <>
      <form id="send-test" class="test" method="post" action={`test?${readerQuery(view)}`} data-test>
        <label for="address">Send a test to</label>
        <input id="address" name="address" type="email" required autocomplete="email" />
        <button class="button strong" type="submit">
          Send
        </button>
        <p class="quiet">{route}</p>
        <output id="test-said" for="address" />
      </form>
      <dl class="facts">
        <Fact name="To" value={mail.to.name ? `${mail.to.name} <${mail.to.address}>` : mail.to.address} />
        <Fact name="Whole message" value={kilobytes(mail.message.length)} />
        <Fact name="Digest" value={state.digest} />
      </dl>
      <p class="quiet">{describeIds(mail.ids)}</p>
    </>
  );
}

export function describeIds(ids: MailIds): string {
  if (ids.kind === 'delivery')
    return `Message-ID and links are those of ${ids.isRehearsal ? 'rehearsal' : 'send'} ${ids.send}: to the byte what this reader was sent, but for the date.`;
  return `Message-ID and links are a test's, since ${ids.why}. All else is to the byte what is sent, but for the date.`;
}
