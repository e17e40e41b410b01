import { parse, type Selector } from 'css-what';

const combinators: Readonly<Record<string, string>> = {
  adjacent: 'css-selector-adjacent-sibling',
  child: 'css-selector-child',
  descendant: 'css-selector-descendant',
  sibling: 'css-selector-general-sibling',
  tag: 'css-selector-type',
  universal: 'css-selector-universal',
};

/** The features of a list of selectors, as slugs of caniemail.com; none where it cannot be read. */
export function selectorFeatures(selector: string): string[] {
  const selectors = parseSelectors(selector);
  return [
    ...(selectors.length > 1 ? ['css-selector-grouping'] : []),
    ...selectors.flatMap((tokens) => [
      ...tokens.flatMap(tokenFeatures),
      ...(tokens.some((token, index) => isChained(token, tokens[index - 1]))
        ? ['css-selector-chaining']
        : []),
    ]),
  ];
}

/** css-what knows no vendor's oddities, and what it cannot read is no feature that anybody tested. */
function parseSelectors(selector: string): Selector[][] {
  try {
    return parse(selector);
  } catch {
    return [];
  }
}

function tokenFeatures(token: Selector): string[] {
  switch (token.type) {
    case 'attribute':
      return [`css-selector-${isShorthand(token) ? token.name : 'attribute'}`];
    case 'pseudo': {
      const inner = Array.isArray(token.data) ? token.data.flat().flatMap(tokenFeatures) : [];
      return [`css-pseudo-class-${token.name}`, ...inner];
    }
    case 'pseudo-element':
      return [`css-pseudo-element-${token.name}`];
    default:
      return [combinators[token.type] ?? token.type];
  }
}

/** `.name` and `#name`, which css-what reads as attributes too; only of these it says that quirks mode matters. */
function isShorthand(token: Selector): boolean {
  return token.type === 'attribute' && token.ignoreCase === 'quirks';
}

function isChained(token: Selector, before: Selector | undefined): boolean {
  return before !== undefined && isShorthand(token) && isShorthand(before);
}
