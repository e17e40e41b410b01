import type { Envelope } from '../../mail/envelope.ts';
import type { MessagePieces } from '../../mail/message-pieces.ts';
import type { Receipt } from './receipt.ts';

/** Carries one message to one recipient. Never throws for what mail does; see {@link Receipt}. */
export interface Transport {
  /**
   * @param message RFC 5322 bytes, CRLF line ends, not dot-stuffed
   * @param beforeDot asked after the last byte of the body and before the final dot; where it says false, the
   *   connection is dropped and the relay has no message
   * @param onSession told when the message has got a session: from here on it holds one of the connections
   */
  send(
    envelope: Envelope,
    message: MessagePieces,
    beforeDot: () => Promise<boolean>,
    onSession?: () => void,
  ): Promise<Receipt>;
  close(): Promise<void>;
}
