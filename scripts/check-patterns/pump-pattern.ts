import { type AST, RegExpParser } from '@eslint-community/regexpp';
import type { Pattern } from './find-patterns.ts';

/** What a class may stand for, commonest first. */
const candidates = [...'a1 -/."\'<>[](){}=:;,#*_`~|\\\t\n@+?!$%&^éßя信한'];
/** From here on a repetition is long enough to be pumped. */
const many = 60;

/**
 * Texts of about `length` characters that may make a pattern take long: for each repetition in it, what must stand
 * before it, then what it repeats over and over, then something that matches nothing; and the same with what stands
 * before it repeated too, which is what a search that begins anew at every place suffers from.
 */
export function pumpPattern({ source, flags }: Pattern, length: number): string[] {
  const parsed = new RegExpParser().parsePattern(source, undefined, undefined, {
    unicode: flags.includes('u'),
  });
  const texts = new Set<string>();
  const add = (before: string, unit: string): void => {
    if (unit === '') return;
    texts.add(`${before}${repeated(unit, length)}\0`);
    texts.add(`${repeated(before + unit, length)}\0`);
    if (before !== '') texts.add(`${repeated(before, length)}\0`);
  };
  const visit = (alternatives: readonly AST.Alternative[], before: string): void => {
    for (const { elements } of alternatives) {
      let soFar = before;
      for (const element of elements) {
        if (element.type === 'Quantifier' && element.max >= many)
          for (const unit of unitsOf(element.element, flags)) add(soFar, unit);
        const inner = element.type === 'Quantifier' ? element.element : element;
        if ('alternatives' in inner) visit(inner.alternatives, soFar);
        soFar += sampleOf(element, flags);
      }
      add('', soFar.slice(before.length));
    }
  };
  visit(parsed.alternatives, '');
  return [...texts];
}

function repeated(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

/** What a repeated element may be, in a few different ways. */
function unitsOf(element: AST.QuantifiableElement, flags: string): string[] {
  if ('alternatives' in element)
    return element.alternatives.slice(0, 8).map(({ elements }) => sampleOfAll(elements, flags));
  if (element.type === 'CharacterClass' || element.type === 'CharacterSet') {
    const matching = candidates.filter((one) =>
      new RegExp(element.raw, flags.replace(/[gy]/g, '')).test(one),
    );
    return matching.slice(0, 4).concat(matching.filter((one) => one === ' ' || one === '\n'));
  }
  return [sampleOf(element, flags)];
}

function sampleOfAll(elements: readonly AST.Element[], flags: string): string {
  return elements.map((element) => sampleOf(element, flags)).join('');
}

/** The shortest text that an element matches, or a text near it. */
function sampleOf(element: AST.Element, flags: string): string {
  switch (element.type) {
    case 'Character':
      return String.fromCodePoint(element.value);
    case 'CharacterSet':
    case 'CharacterClass':
      return unitsOf(element, flags)[0] ?? '';
    case 'Group':
    case 'CapturingGroup':
      return sampleOfAll(element.alternatives[0]?.elements ?? [], flags);
    case 'Quantifier':
      return sampleOf(element.element, flags).repeat(Math.min(element.min, many));
    case 'Assertion':
      if (element.kind !== 'lookbehind' || element.negate) return '';
      return sampleOfAll(element.alternatives[0]?.elements ?? [], flags);
    default:
      return '';
  }
}
