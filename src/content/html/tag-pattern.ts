/**
 * The source of a pattern for what stands between the name of a tag and its end. A bare `<` begins another tag and no
 * tag has over a hundred values in quotation marks, so that a text of many tags without an end is read in one go.
 */
export const attributes = `[^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*){0,100}`;
