/** Red, green and blue from 0 to 255, opacity from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const named: Readonly<Record<string, string>> = {
  ...{ black: '#000000', white: '#ffffff', red: '#ff0000', green: '#008000', blue: '#0000ff' },
  ...{ gray: '#808080', grey: '#808080', silver: '#c0c0c0', navy: '#000080', maroon: '#800000' },
  ...{ yellow: '#ffff00', orange: '#ffa500', purple: '#800080', teal: '#008080', olive: '#808000' },
};

/** A CSS colour in hex, rgb() or one of the common names; null for everything else. */
export function parseColour(text: string): Colour | null {
  const word = text.trim().toLowerCase();
  const hex = /^#([0-9a-f]{3,8})$/.exec(named[word] ?? word)?.[1];
  if (hex !== undefined) return fromHex(hex);
  const parts = /^rgba?\(([^()]*)\)$/
    .exec(word)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean);
  if (parts === undefined || parts.length < 3) return null;
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts.map((part, at) => {
    const isPercent = part.endsWith('%');
    return (Number.parseFloat(part) / (isPercent ? 100 : 1)) * (isPercent && at < 3 ? 255 : 1);
  });
  return [red, green, blue, alpha].every(Number.isFinite) ? [red, green, blue, alpha] : null;
}

function fromHex(hex: string): Colour | null {
  const digits = hex.length <= 4 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
  const [red, green, blue, alpha = 255] = digits.map((pair) => Number.parseInt(pair, 16));
  if (red === undefined || green === undefined || blue === undefined) return null;
  return [red, green, blue, alpha / 255];
}

export function formatColour([red, green, blue, alpha]: Colour): string {
  const whole = [red, green, blue].map((part) => Math.round(Math.min(255, Math.max(0, part))));
  if (alpha < 1) return `rgba(${whole.join(',')},${Number(alpha.toFixed(3))})`;
  return `#${whole.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** From 0 for black to 1 for white: HSL's lightness. */
export function lightness([red, green, blue]: Colour): number {
  return (Math.max(red, green, blue) + Math.min(red, green, blue)) / 510;
}

/** The colour of the same hue at another lightness, its saturation kept as far as it goes. */
export function atLightness(colour: Colour, wanted: number): Colour {
  const [red, green, blue, alpha] = colour;
  const now = lightness(colour);
  const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
  const room = 1 - Math.abs(2 * now - 1);
  const saturation = room === 0 ? 0 : spread / 255 / room;
  const newSpread = 255 * saturation * (1 - Math.abs(2 * wanted - 1));
  const middle = 255 * now;
  const scale = spread === 0 ? 0 : newSpread / spread;
  const shift = (part: number) => 255 * wanted + (part - middle) * scale;
  return [shift(red), shift(green), shift(blue), alpha];
}
