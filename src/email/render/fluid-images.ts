/** In px: a picture that is no wider fits a phone beside what stands around it. */
const narrow = 240;

/**
 * Gives the wide pictures of a body, whose size is known, a width in per cent below a maximum in px. With a width in px
 * alone, a picture that is blocked makes a phone lay the whole mail out as wide as that.
 *
 * @param html well formed, as markdownToHtml writes it
 */
export function fluidImages(html: string): string {
  return html.replace(/<img [^<>]*\/>/g, (tag) => {
    const width = Number(/ width="(\d+)"/.exec(tag)?.[1]);
    if (!(width > narrow) || tag.includes(' class="natural"')) return tag;
    return tag.replace(/ \/>$/, ` style="width:100%;max-width:${width}px" />`);
  });
}
