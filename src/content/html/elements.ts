/** HTML Standard section 4, then what it calls obsolete (16.2), then the roots of the two languages inside it. */
const names =
  'a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption cite code col ' +
  'colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 ' +
  'h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta ' +
  'meter nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s samp script search ' +
  'section select selectedcontent slot small source span strong style sub summary sup table tbody td template ' +
  'textarea tfoot th thead time title tr track u ul var video wbr ' +
  'acronym applet basefont bgsound big blink center command content dir font frame frameset image isindex keygen ' +
  'listing marquee menuitem multicol nextid nobr noembed noframes param plaintext rb rtc shadow spacer strike tt xmp ' +
  'svg math';

export const htmlElements: ReadonlySet<string> = new Set(names.split(' '));

/**
 * A pattern of what stands behind `<` where it is HTML. `<Title>` is a component and `<P>` a type parameter, so names
 * in capitals count from two letters on, and mixed ones never.
 */
export const htmlNamePattern = [...htmlElements]
  .flatMap((name) => (name.length > 1 ? [name, name.toUpperCase()] : [name]))
  .join('|');
