import { type SlotNonce, slotPattern, slotToken } from './slot-token.ts';

/** What has to hold of every mail, whatever its template: else it must not be sent. */
export function emailFaults(html: string, text: string, nonce: SlotNonce, templateName: string): string[] {
  const unsubscribe = slotToken(nonce, 'unsubscribeUrl', '');
  const parts = [
    { name: 'issue.mjml', content: html },
    { name: 'issue.txt', content: text },
  ];
  return parts.flatMap(({ name, content }) => [
    ...(content.includes(unsubscribe)
      ? []
      : [
          `${name} of the template "${templateName}" has no {{unsubscribeUrl}}; every mail must say how to leave.`,
        ]),
    ...(content.replace(slotPattern(nonce), '').includes(nonce)
      ? [
          `${name} of the template "${templateName}" puts a slot where it is broken up; use it in text or in an attribute.`,
        ]
      : []),
  ]);
}
