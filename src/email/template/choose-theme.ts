import { EmailError } from '../email-error.ts';
import { fontStacks, type Palette, type Theme, type ThemeChoice } from './theme.ts';

/** Where a value stands: `where` names its source in faults, a file or "the configuration". */
interface Place {
  readonly where: string;
  readonly name: string;
}

/** As wide as our templates are. */
const widestLogo = 640;

/**
 * Lays a publisher's or a template's choice over a theme.
 * @throws EmailError with every value that is not one a theme can have
 */
export function chooseTheme(base: Theme, choice: unknown, where: string): Theme {
  const given = isGroup(choice) ? choice : {};
  const at = (name: string): Place => ({ where, name });
  const faults = [
    ...(isGroup(choice) ? [] : [`In ${where}, a theme has to be a group of named values.`]),
    ...unknownNames(given, base, at('')),
    ...paletteFaults(given['light'], base.light, at('light')),
    ...paletteFaults(given['dark'], base.dark, at('dark')),
    ...fontFaults(given['font'], at('font')),
    ...fontFaults(given['headingFont'], at('headingFont')),
    ...logoFaults(given['logo'], at('logo')),
    ...footerFaults(given['footer'], at('footer')),
    ...widthFaults(given['columnWidth'], at('columnWidth')),
    ...switchFaults(given['linkHosts'], at('linkHosts')),
  ];
  if (faults.length > 0) throw new EmailError(faults);
  const { light, dark, ...rest } = given as ThemeChoice;
  return { ...base, ...rest, light: { ...base.light, ...light }, dark: { ...base.dark, ...dark } };
}

function paletteFaults(given: unknown, known: Palette, place: Place): string[] {
  if (given === undefined) return [];
  if (!isGroup(given)) return [bad(given, place, 'a group of colours')];
  const colours = Object.entries(given).filter(([key]) => Object.hasOwn(known, key));
  return [
    ...unknownNames(given, known, { ...place, name: `${place.name}.` }),
    ...colours
      .filter(([, colour]) => typeof colour !== 'string' || !/^#[0-9a-f]{6}$/i.test(colour))
      .map(([key, colour]) =>
        bad(colour, { ...place, name: `${place.name}.${key}` }, 'a colour such as "#0b57d0"'),
      ),
  ];
}

function fontFaults(given: unknown, place: Place): string[] {
  if (given === undefined || (typeof given === 'string' && Object.hasOwn(fontStacks, given))) return [];
  return [bad(given, place, `one of ${Object.keys(fontStacks).join(', ')}`)];
}

function logoFaults(given: unknown, place: Place): string[] {
  if (given === undefined || given === null) return [];
  if (!isGroup(given)) return [bad(given, place, 'a group of url, width and height')];
  const { url, width, height } = given;
  const inside = (name: string) => ({ ...place, name: `${place.name}.${name}` });
  const isSize = (px: unknown) => Number.isInteger(px) && Number(px) > 0 && Number(px) <= widestLogo;
  const size = `a number of px from 1 to ${widestLogo}, as it is shown`;
  return [
    ...(typeof url === 'string' && /^https:\/\/[^\s"'<>]+$/.test(url)
      ? []
      : [bad(url, inside('url'), 'the https address of an image')]),
    ...(isSize(width) ? [] : [bad(width, inside('width'), size)]),
    ...(isSize(height) ? [] : [bad(height, inside('height'), size)]),
  ];
}

function footerFaults(given: unknown, place: Place): string[] {
  if (given === undefined || given === null) return [];
  return typeof given === 'string' && !/\p{Cc}/u.test(given) ? [] : [bad(given, place, 'one line of text')];
}

function widthFaults(given: unknown, place: Place): string[] {
  if (given === undefined) return [];
  const isWidth = Number.isInteger(given) && Number(given) >= 240 && Number(given) <= widestLogo;
  return isWidth ? [] : [bad(given, place, `a number of px from 240 to ${widestLogo}`)];
}

function switchFaults(given: unknown, place: Place): string[] {
  return given === undefined || typeof given === 'boolean' ? [] : [bad(given, place, 'true or false')];
}

function unknownNames(given: object, known: object, { where, name }: Place): string[] {
  const names = Object.keys(known)
    .map((key) => name + key)
    .join(', ');
  return Object.keys(given)
    .filter((key) => !Object.hasOwn(known, key))
    .map((key) => `In ${where}, a theme has no "${name}${key}". It has: ${names}.`);
}

function bad(value: unknown, { where, name }: Place, wanted: string): string {
  return `In ${where}, ${name} is ${JSON.stringify(value) ?? 'missing'}, which is not ${wanted}.`;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
