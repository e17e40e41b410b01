/** So many domains hardly say the same of their readers at once; or all that a send goes to, where those are fewer. */
export const domainsAlike = 5;
/** One person may be gone, whatever share of the list they are. */
export const peopleAlike = 2;
/** Of the last so many decisions, more than half in the same words are about us. */
export const lastDecisions = 50;

/**
 * The same refusal of most is ours until shown otherwise: why the send stops, in sentences for the editor.
 *
 * @param who that refuses, at the beginning of a sentence
 * @param text the last of the refusals
 */
export function refusedAlike(who: string, people: number, domains: number, text: string): string {
  return (
    `${who} refused ${people} recipients at ${count(domains, 'domain')} in the same words, which is hardly about them, ` +
    'so nobody has failed and nobody is suppressed: see what it says, mend it, and send again to go on. Where it is true ' +
    `of these addresses, \`pennypost resume\` goes on and lets it count. The last was refused with: ${text}`
  );
}

function count(many: number, what: string): string {
  return many === 1 ? `1 ${what}` : `${many} ${what}s`;
}
