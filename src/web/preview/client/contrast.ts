type Rgba = readonly [number, number, number, number];

const enough = 4.5;
const enoughForLarge = 3;

const waiting = new WeakMap<HTMLIFrameElement, number>();

/**
 * Judges every text of a pane by WCAG 2.2, 1.4.3, as the browser draws it, and says under the pane what is too faint;
 * once there is nothing better to do, since a long email takes a while.
 */
export function measureContrast(frame: HTMLIFrameElement): void {
  cancelIdleCallback(waiting.get(frame) ?? 0);
  waiting.set(
    frame,
    requestIdleCallback(() => tellContrast(frame), { timeout: 1000 }),
  );
}

function tellContrast(frame: HTMLIFrameElement): void {
  const inside = frame.contentDocument;
  const note = frame.closest('.pane')?.querySelector('[data-contrast]');
  note?.replaceChildren();
  if (!inside?.body || !note || !(frame.dataset['src'] ?? '').startsWith('email.html')) return;
  const faint = faintTexts(inside);
  const [worst] = faint.toSorted((one, other) => one.ratio - other.ratio);
  if (worst === undefined) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'contrast chip';
  button.dataset['words'] = worst.text;
  button.dataset['urls'] = '[]';
  button.textContent = `Contrast ${worst.ratio.toFixed(1)}:1 in ${faint.length === 1 ? 'one place' : `${faint.length} places`}`;
  note.append(button);
}

interface FaintText {
  readonly ratio: number;
  readonly text: string;
}

function faintTexts(inside: Document): FaintText[] {
  const walker = inside.createTreeWalker(inside.body, NodeFilter.SHOW_TEXT);
  const judged = new Map<Element, number | null>();
  const found: FaintText[] = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.nodeValue?.trim() ?? '';
    if (parent === null || text === '' || judged.has(parent)) continue;
    const ratio = faintness(parent);
    judged.set(parent, ratio);
    if (ratio !== null) found.push({ ratio, text: text.slice(0, 80) });
  }
  return found;
}

/** The ratio where it is too low; null where the text can be read, or is not there to be. */
function faintness(element: Element): number | null {
  const view = element.ownerDocument.defaultView;
  if (view === null || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    return null;
  const { width, height } = element.getBoundingClientRect();
  const { color, fontSize, fontWeight } = view.getComputedStyle(element);
  if (width < 2 || height < 2) return null;
  const ground = groundOf(element, view);
  const ratio = contrast(over(parse(color), ground), ground);
  const size = Number.parseFloat(fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
  return ratio < (isLarge ? enoughForLarge : enough) - 0.005 ? ratio : null;
}

/** What stands behind a text: the backgrounds of what it is in, down to the window. */
function groundOf(element: Element, view: Window): Rgba {
  const layers: Rgba[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) {
    const colour = parse(view.getComputedStyle(at).backgroundColor);
    layers.push(colour);
    if (colour[3] === 1) break;
  }
  const isDark = view.getComputedStyle(element.ownerDocument.documentElement).colorScheme.trim() === 'dark';
  const window: Rgba = isDark ? [18, 18, 18, 1] : [255, 255, 255, 1];
  return layers.reduceRight((below, layer) => over(layer, below), window);
}

function parse(css: string): Rgba {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

function over([red, green, blue, alpha]: Rgba, below: Rgba): Rgba {
  const mix = (one: number, other: number) => one * alpha + other * (1 - alpha);
  return [mix(red, below[0]), mix(green, below[1]), mix(blue, below[2]), 1];
}

function contrast(one: Rgba, other: Rgba): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgba): number {
  const linear = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
