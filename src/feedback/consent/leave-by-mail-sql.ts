import type { TokenKeys } from '../../audience/unsubscribe-token.ts';
import type { Database } from '../../database/database.ts';
import type { ReturnedMail, TakenFeedback } from '../feedback-intake.ts';
import type { ProveSender, UnsubscribeMail } from './unsubscribe-mail.ts';
import { unsubscribeAddress, unsubscribeLinks } from './unsubscribe-sql.ts';

/** Does what a mail to the unsubscribe mailbox asks for. Null where it lets nobody leave. */
export function leavingByMail(
  database: Database,
  { keys, proveSender }: { readonly keys: { readonly tokens: TokenKeys }; readonly proveSender: ProveSender },
): (request: UnsubscribeMail, mail: ReturnedMail) => Promise<TakenFeedback | null> {
  const links = unsubscribeLinks(database, keys.tokens);
  return async (request, { bytes, at }) => {
    const evidence = { via: 'mailto', at } as const;
    if (request.kind === 'token') {
      const followed = await links.unsubscribe(request.token, evidence);
      if (followed.kind === 'unknown') return unknownReader(followed.isKeyKnown);
      return followed.kind === 'reader' ? unsubscribed(followed.address) : null;
    }
    const sender = request.kind === 'sender' ? await proveSender(bytes) : null;
    const left = sender === null ? null : await unsubscribeAddress(database, sender, evidence);
    return left && unsubscribed(left.address);
  };
}

function unknownReader(isKeyKnown: boolean): TakenFeedback {
  return {
    became: 'unmatched',
    address: null,
    category: 'not_feedback',
    why:
      'The token of its unsubscribe link is not known here: it was sent from another database, or its secret is not at ' +
      'hand. Nobody was unsubscribed: see what its writer wants.',
    doubt: isKeyKnown ? 'unknown here' : 'unknown key',
  };
}

function unsubscribed(address: string | null): TakenFeedback {
  const why = 'The reader asked for it by mail.';
  return { became: 'unsubscribed', address, category: 'not_feedback', why };
}
