import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkLinks } from '../../content/links/check-links-http.ts';
import type { PreviewEmail, PreviewMail, PreviewSource } from '../../web/preview/source.ts';
import { deliverTest, describeRoute, tellTest } from '../sends/send-test.ts';
import { deliveryFinder } from './delivery-ids.ts';
import { composePreview, countAddresses, searchReaders } from './preview-mail.ts';
import type { PreviewSession } from './preview-session.ts';

/** Where the build puts the browser's script. */
const clientFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web/preview/client');

/** What the preview's pages ask of the world, answered by the parts that a send is made of. */
export function previewSource(session: PreviewSession, closing: AbortSignal): PreviewSource {
  const findDelivery = deliveryFinder(Date.now);
  const mails = mailKeeper();
  const lists = () => session.config().listsDirectory;
  return {
    revision: session.revision,
    onChange: session.onChange,
    mail: (email, request) =>
      mails(email, JSON.stringify(request), () =>
        composePreview(email, request, session.config(), findDelivery, new Date()),
      ),
    findReaders: (text, limit) => searchReaders(lists(), text, limit),
    countReaders: () => countAddresses(lists()),
    listFields: async () => session.renderer()?.subscriberFields ?? [],
    testRoute: () => describeRoute(session.config()),
    sendTest: async ({ rendered }, address, fields) => {
      const config = session.config();
      const test = await deliverTest(address, {
        rendered,
        config,
        fields,
        isCaught: config.relays.length === 0,
      });
      return { isAccepted: test.isAccepted, said: tellTest(address, test) };
    },
    checkLinks,
    closing,
    clientFile: async (name) => {
      try {
        return await readFile(path.join(clientFolder, name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}

/** The panes of a page ask for one mail at the same time, and the page once more for what stands beside them. */
const keptMs = 1_500;

function mailKeeper() {
  let kept = new WeakMap<PreviewEmail, Map<string, Promise<PreviewMail>>>();
  let until = 0;
  return (email: PreviewEmail, key: string, compose: () => Promise<PreviewMail>): Promise<PreviewMail> => {
    if (Date.now() > until) {
      kept = new WeakMap();
      until = Date.now() + keptMs;
    }
    const mails = kept.get(email) ?? new Map<string, Promise<PreviewMail>>();
    kept.set(email, mails);
    const mail = mails.get(key) ?? compose();
    mails.set(key, mail);
    return mail;
  };
}
